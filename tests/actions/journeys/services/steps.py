"""Steps that several tests take."""

WEEK = {"kind": "delay", "days": 7}
HELLO = {"kind": "message", "template": "hello", "channel": "email"}
