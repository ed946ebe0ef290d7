"""When an answer is due: pure rules over days and minutes; who may ask the database stands outside."""
