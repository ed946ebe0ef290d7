"""What is done about customers, once it is known who they are: segments first, then what is offered to them."""
