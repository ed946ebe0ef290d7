"""Who buys alike and what is bought alike: products and customers in a few shared directions of taste."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.basket.baskets import Ints, Singles
from shuke.analytics.basket.history import matrix
from shuke.analytics.worth.columns import MissingColumns

# No more of them than the products' number over PRODUCTS_EACH: with one for each, nothing resembles anything.
DIRECTIONS = 24
PRODUCTS_EACH = 4
# A product's own buyers count against its category, brand and price as if these were so many buyers.
CONTENT_BUYERS = 5.0
PRICE_BANDS = 5
CONTENT = ("category", "brand", "price_band")


@dataclass(frozen=True)
class Factors:
    """Where each product lies among the tastes."""

    products: Singles  # shape (n_products, directions)
    rarity: Singles  # weight of a purchase by how few customers buy the product, shape (n_products,)

    def tastes(self, owner: Ints, product: Ints, weight: Singles, *, owners: int) -> Singles:
        """Where each owner lies by what she bought, shape (owners, directions); zeros without a purchase."""
        return np.asarray(_levelled(owner, product, weight, self.rarity, owners=owners) @ self.products)


def factors(
    owner: Ints, product: Ints, weight: Singles, *, shape: tuple[int, int], random: np.random.Generator
) -> Factors:
    """The DIRECTIONS in which customers differ most, by a randomised singular value decomposition.

    Args:
        owner, product, weight: what each customer bought and how much it counts, owners rising.
        shape: (customers, products).

    Source: Halko, Martinsson & Tropp (2011), one power iteration; rarity as inverse document frequency.
    """
    buyers = np.bincount(product, minlength=shape[1])
    rarity = np.sqrt(np.log(shape[0] / np.maximum(buyers, 1) + 1)).astype(np.float32)
    bought = _levelled(owner, product, weight, rarity, owners=shape[0])
    start = random.standard_normal((shape[1], DIRECTIONS)).astype(np.float32)
    spanned = _orthogonal(bought.T @ _orthogonal(bought @ (bought.T @ (bought @ start))))
    kept = min(DIRECTIONS, max(shape[1] // PRODUCTS_EACH, 2))
    return Factors(products=spanned[:, -kept:], rarity=rarity)


def _levelled(owner: Ints, product: Ints, weight: Singles, rarity: Singles, *, owners: int) -> Any:
    """Owners by products: roots of the weights by rarity, each owner's of length 1."""
    cells = np.sqrt(weight) * rarity[product]
    lengths = np.sqrt(np.bincount(owner, weights=cells * cells, minlength=owners))
    return matrix(owner, product, cells / lengths.astype(np.float32)[owner], shape=(owners, len(rarity)))


def _orthogonal(columns: Singles) -> Singles:
    """The same span by columns at right angles, the weightiest last; quick when they are tall."""
    size, turn = np.linalg.eigh((columns.T @ columns).astype(np.float64))
    length = np.sqrt(np.maximum(size, 0.0))
    # Fewer customers than directions: what is left over is rounding, and becomes zeros.
    inverse = np.divide(1.0, length, out=np.zeros_like(length), where=length > 1e-5 * length[-1])
    return np.asarray(columns @ (turn * inverse), dtype=np.float32)


def with_content(found: Factors, content: pd.DataFrame, buyers: Ints) -> Factors:
    """Products with few buyers, or none yet, drawn to others of their category, brand and price.

    Args:
        content: one row per product in the order of `found`; columns of CONTENT as far as known, gaps allowed.
        buyers: customers of each product.
    """
    known = [name for name in CONTENT if name in content.columns]
    drawn = np.zeros_like(found.products, dtype=np.float64)
    spoken = np.zeros(len(buyers))
    for name in known:
        codes, levels = pd.factorize(content[name])
        is_known = codes >= 0
        weight = np.bincount(codes[is_known], weights=buyers[is_known], minlength=len(levels))
        sums = np.zeros((len(levels), found.products.shape[1]))
        np.add.at(sums, codes[is_known], found.products[is_known] * buyers[is_known, None])
        drawn[is_known] += (sums / np.maximum(weight, 1.0)[:, None])[codes[is_known]]
        spoken += is_known
    drawn /= np.maximum(spoken, 1.0)[:, None]
    own = np.where(spoken > 0, buyers / (buyers + CONTENT_BUYERS), 1.0)[:, None]
    return Factors(products=(own * found.products + (1 - own) * drawn).astype(np.float32), rarity=found.rarity)


def content_of(products: pd.DataFrame) -> pd.DataFrame:
    """`category`, `brand` and `price_band` (fifths of the price within its category), indexed by product id as text.

    Raises:
        MissingColumns: no `product_id`.
    """
    if "product_id" not in products.columns:
        raise MissingColumns("The table of products has no column product_id; rename or add it.")
    kept = products.drop_duplicates("product_id").copy()
    kept.index = pd.Index(kept["product_id"].astype(str))
    if "price" in kept.columns:
        price = pd.to_numeric(kept["price"], errors="coerce").astype(np.float64)
        among = price.groupby(kept["category"]) if "category" in kept.columns else price
        share = among.rank(pct=True)
        band = (share * PRICE_BANDS).round(6).map(np.ceil)
        # Dear coffee is no more like dear tea than coffee is like tea.
        kept["price_band"] = band if "category" not in kept.columns else kept["category"].astype(str) + band.astype(str)
        kept.loc[band.isna(), "price_band"] = None
    return kept[[name for name in CONTENT if name in kept.columns]]
