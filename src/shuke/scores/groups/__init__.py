"""Groups of customers, rules about them and look-alikes, each computed by a recorded run."""
