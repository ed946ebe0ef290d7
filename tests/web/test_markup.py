from django.utils.translation import override

from shuke.web import markup
from shuke.web.words import held_value, products_named, reason_html, reason_text

GAP = {"code": "gap_long", "facts": {"usual_days": 9, "silence_days": 31, "share": 0.98}}


def test_a_name_cannot_bring_markup_along() -> None:
    assert "<script" not in markup.avatar("<script>", "<")


def test_the_avatar_shows_the_family_name_in_its_script() -> None:
    assert markup.avatar("Pan Tianwei", "潘") == '<span class="sk-av" lang="zh-Hans" aria-hidden="true">潘</span>'
    assert ">·<" in markup.avatar("")


def test_a_badge_names_its_class_in_words() -> None:
    with override("en"):
        assert markup.class_badge("gold", boxed=True).endswith("</svg>Gold</span>")
    assert markup.class_badge("") == markup.NOTHING


def test_a_risk_is_a_figure_and_never_colour_alone() -> None:
    with override("en"):
        assert "3.4×" in markup.risk(3.4)
        assert "3.4× overdue" in markup.risk(3.4, strong=True)
    assert markup.risk(None) == markup.NOTHING


def test_the_strip_says_in_words_what_it_draws() -> None:
    with override("en"):
        drawn = markup.rhythm([40, 31], silence_days=31, rhythm_days=9.0, overdue_ratio=3.4)

    assert 'aria-label="Usually every 9 days, now 31 days"' in drawn
    assert "style=" not in drawn


def test_strength_reads_out_its_steps() -> None:
    with override("en"):
        drawn = markup.strength(1, fading=True)

    assert 'aria-label="Strength 1 of 4, fading"' in drawn
    assert drawn.count('class="on"') == 1


def test_less_of_a_bad_thing_is_better() -> None:
    assert "sk-down sk-better" in markup.change(-1.0, "8", better="down")
    assert "sk-up sk-worse" in markup.change(1.0, "8", better="down")
    assert "sk-muted" in markup.change(0.0, "0")


def test_a_reason_sets_the_customers_own_figures_strong() -> None:
    with override("en"):
        said = reason_html(GAP, currency="CNY", product_names={})

    assert "<b>" in said
    assert "31" in said


def test_a_reason_in_a_file_has_no_markup() -> None:
    with override("en"):
        assert "<" not in reason_text(GAP, currency="CNY", product_names={})


def test_amounts_are_left_out_for_those_who_do_not_see_money() -> None:
    falling = {"code": "spend_falling", "facts": {"spend_90": 100_00, "spend_90_before": 400_00}}
    with override("en"):
        seen, unseen = (reason_text(falling, currency=currency, product_names={}) for currency in ("CNY", ""))

    assert "¥400" in seen
    assert "400" not in unseen


def test_products_of_reasons_are_collected_for_one_look_up() -> None:
    champion = {"code": "champion", "facts": {"product": "P7", "products": 1}}

    assert products_named([GAP, champion]) == {"P7"}
    with override("en"):
        assert "Dark beans" in reason_text(champion, currency="CNY", product_names={"P7": "Dark beans"})


def test_a_custom_value_reads_by_its_type() -> None:
    with override("en"):
        assert [held_value(value) for value in (None, "", True, 1200, 1.5, "corner")] == [
            "—",
            "—",
            "yes",
            "1,200",
            "1.50",
            "corner",
        ]
