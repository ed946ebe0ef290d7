"""What the three estimators share: fitted parameters, their errors and intervals, and how they are kept as JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import NormalDist
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from shuke.analytics.lifetime.fitting import Floats, Maximum
from shuke.lib.errors import ShukeError

JSON_VERSION = 1


class NotFitted(ShukeError):
    """An estimator was asked before it knew its parameters."""


class BadParameters(ShukeError):
    """Parameters that cannot be, or a document that holds none."""


class Estimator:
    """Positive parameters by maximum likelihood. Attributes ending in `_` are there after `fit` or `from_json`.

    Attributes:
        parameters_: by name; each also as an attribute of its own, such as `r_`.
        log_likelihood_: at the maximum; None when the parameters were given, not fitted.
        customers_: how many customers were fitted.
        as_of_: the day the history ended, where it was told.
        notes_: further figures of the fit by name, where the class has any.
    """

    model: ClassVar[str]
    names: ClassVar[tuple[str, ...]]

    parameters_: dict[str, float]
    log_likelihood_: float | None
    customers_: int
    as_of_: date | None
    log_covariance_: Floats | None
    notes_: dict[str, float]

    @classmethod
    def from_parameters(cls, **settings_and_parameters: float) -> Self:
        """An estimator with known parameters, to score or to simulate; settings of the class may be given too.

        Raises:
            BadParameters: one is missing, unknown to the class or not above 0.
        """
        parameters = {name: settings_and_parameters.pop(name) for name in cls.names if name in settings_and_parameters}
        estimator = cls(**settings_and_parameters)
        estimator._keep(parameters)
        return estimator

    @property
    def standard_errors_(self) -> "pd.Series[float]":
        """By parameter, from the curvature of the log-likelihood (delta method).

        Raises:
            NotFitted: the parameters were given, not fitted.
        """
        return pd.Series(self._parameters() * self._log_errors(), index=list(self.names), name="standard_error")

    def intervals(self, *, level: float = 0.95) -> pd.DataFrame:
        """`estimate, lower, upper` by parameter; made on the logarithm, so that no bound is below 0.

        Raises:
            NotFitted: the parameters were given, not fitted.
        """
        reach = np.exp(NormalDist().inv_cdf(0.5 + level / 2) * self._log_errors())
        estimates = self._parameters()
        columns = {"estimate": estimates, "lower": estimates / reach, "upper": estimates * reach}
        return pd.DataFrame(columns, index=list(self.names))

    def to_json(self) -> str:
        """`as_document` as text."""
        return json.dumps(self.as_document(), indent=2)

    def as_document(self) -> dict[str, Any]:
        """Everything needed to score again in a year: settings, parameters, their errors, as-of day, row count."""
        covariance = self.log_covariance_ if self.parameters_of_fit() else None
        return {
            "model": self.model,
            "version": JSON_VERSION,
            "settings": self.settings(),
            "parameters": self.parameters_of_fit(),
            "log_covariance": None if covariance is None else covariance.tolist(),
            "log_likelihood": self.log_likelihood_,
            "customers": self.customers_,
            "notes": self.notes_,
            "as_of": self.as_of_ and self.as_of_.isoformat(),
        }

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The estimator that `to_json` wrote.

        Raises:
            BadParameters: the text is no such document, or one of another model or version.
        """
        document = _document(text)
        if (document.get("model"), document.get("version")) != (cls.model, JSON_VERSION):
            raise BadParameters(
                f"Parameters of {cls.model} version {JSON_VERSION} are needed, but the text holds "
                f"{document.get('model')} version {document.get('version')}; fit the model again."
            )
        try:
            estimator = cls(**document["settings"])
            estimator._keep(
                document["parameters"],
                log_likelihood=document["log_likelihood"],
                log_covariance=document["log_covariance"],
                customers=document["customers"],
                as_of=document["as_of"] and date.fromisoformat(document["as_of"]),
            )
            estimator.notes_ = dict(document["notes"])
        except (KeyError, TypeError, ValueError) as problem:
            raise BadParameters(f"The parameters of {cls.model} are incomplete ({problem}); fit it again.") from None
        return estimator

    def settings(self) -> dict[str, float]:
        """What was given to the constructor."""
        return {}

    def parameters_of_fit(self) -> dict[str, float]:
        """Parameters by name.

        Raises:
            NotFitted: there are none yet.
        """
        if not hasattr(self, "parameters_"):
            raise NotFitted(f"{type(self).__name__} has no parameters yet: call fit(history) first.")
        return self.parameters_

    def _keep_maximum(self, found: Maximum, *, customers: float, as_of: date | None) -> None:
        self._keep(
            dict(zip(self.names, np.exp(found.log_parameters).tolist(), strict=True)),
            log_likelihood=found.value,
            log_covariance=found.covariance,
            customers=round(customers),
            as_of=as_of,
        )

    def _keep(
        self,
        parameters: Mapping[str, float],
        *,
        log_likelihood: float | None = None,
        log_covariance: Floats | Sequence[Sequence[float]] | None = None,
        customers: int = 0,
        as_of: date | None = None,
    ) -> None:
        wrong = [name for name in self.names if not 0 < parameters.get(name, 0) < np.inf]
        if wrong:
            raise BadParameters(f"{self.model} needs {', '.join(self.names)} above 0; look at {', '.join(wrong)}.")
        self.parameters_ = {name: float(parameters[name]) for name in self.names}
        for name, value in self.parameters_.items():
            setattr(self, f"{name}_", value)
        self.log_likelihood_ = log_likelihood
        self.log_covariance_ = None if log_covariance is None else np.asarray(log_covariance, dtype=np.float64)
        self.customers_ = customers
        self.as_of_ = as_of
        self.notes_ = {}

    def _parameters(self) -> Floats:
        return np.array(list(self.parameters_of_fit().values()))

    def _log_errors(self) -> Floats:
        self.parameters_of_fit()
        if self.log_covariance_ is None:
            raise NotFitted(
                f"The parameters of this {type(self).__name__} were given, not fitted: no errors are known."
            )
        return np.sqrt(np.diag(self.log_covariance_))


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise BadParameters("The text holds no parameters: it is not the JSON that to_json writes.")
    return document
