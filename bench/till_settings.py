"""The settings as deployed, with the bare view mounted beside."""

from shuke.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.till_app"
