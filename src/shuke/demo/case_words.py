"""What the invented customers of the demo brought to the service, and what was done about it so far."""

from dataclasses import dataclass

# Whose: of those the demo's manager looks after, of others in the manager's stores, of all other stores.
KEPT, NEAR, FAR = "kept", "near", "far"


@dataclass(frozen=True)
class Deed:
    """What a colleague or the customer did, so many hours of the desk after the case was opened."""

    hours: float
    what: str  # key of `cases.DEEDS`
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Story:
    key: str
    kind: str
    channel: str
    whose: str
    subject: str
    text: str
    hours_ago: float = 0  # of the desk
    closed_days_ago: int = 0  # instead: its deed "close" was at noon of that day, and hours are those of the clock
    topic: str = ""
    cause: str = ""
    names_cashier: bool = False
    is_about_latest_order: bool = False
    deeds: tuple[Deed, ...] = ()


TOPICS = {
    "category": ("Goods › Freshness", "Checkout", "Delivery", "The shop"),
    "cause": ("Shelf not looked through", "Cold chain", "Too few at the tills"),
}

STORIES = (
    Story(
        key="basket", kind="question", channel="form", whose=NEAR, hours_ago=0.5, topic="Goods",
        subject="A fruit basket for Friday",
        text="I would like a fruit basket for eight people on Friday at noon. Until when can I order it?",
    ),
    Story(
        key="points", kind="question", channel="email", whose=FAR, hours_ago=20,
        subject="Are my points still there?",
        text="I was not with you for some weeks. Are the points on my card still there, and until when?",
        deeds=(
            Deed(1, "ask_back", "They are, and each lasts a year. Which card do you mean: the old or the new one?"),
        ),
    ),
    Story(
        key="yoghurts", kind="service", channel="phone", whose=KEPT, hours_ago=5, topic="Delivery",
        subject="Two yoghurts missing from the delivery", is_about_latest_order=True,
        text="Two of the six yoghurts on the receipt were not in the bags. The yoghurts are wanted, not the money.",
        deeds=(
            Deed(0.2, "note", "The packing list says six; the shelf count of today says two too many."),
            Deed(1, "call", "They come with tomorrow's delivery, at no charge."),
        ),
    ),
    Story(
        key="invoice", kind="service", channel="email", whose=FAR, hours_ago=30, topic="Checkout",
        subject="An invoice in the name of our firm", is_about_latest_order=True,
        text="For last week's purchase I need an invoice that names our firm; I have the till receipt here.",
    ),
    Story(
        key="rain", kind="praise", channel="counter", whose=NEAR, hours_ago=9, names_cashier=True,
        subject="Bags carried to the car in the rain",
        text="Your colleague at the till carried my bags to the car, in the rain, without being asked. Thank you!",
        deeds=(
            Deed(0.1, "reply", "Thank you, we pass it on: it makes the day of all of us."),
            Deed(0.2, "close"),
        ),
    ),
    Story(
        key="bench", kind="suggestion", channel="form", whose=KEPT, hours_ago=14, topic="The shop",
        subject="A bench by the entrance",
        text="A bench by the entrance would help those of us who wait for the bus with heavy bags.",
        deeds=(
            Deed(2, "plan"),
            Deed(2.2, "reply", "A good thought. One is ordered and will stand there next month."),
            Deed(2.3, "close"),
        ),
    ),
    Story(
        key="saturday", kind="suggestion", channel="form", whose=FAR, hours_ago=2, topic="The shop",
        subject="Open an hour earlier on Saturdays",
        text="Could you open at seven on Saturdays? Many of us shop before the children's games.",
        deeds=(Deed(0.5, "hand_back"),),
    ),
    Story(
        key="till", kind="complaint", channel="form", whose=NEAR, hours_ago=0.75, topic="Checkout",
        subject="Twenty minutes at the only open till",
        text="One till open at six in the evening, and twenty minutes in the queue. This is the third time.",
    ),
    Story(
        key="bread", kind="complaint", channel="email", whose=FAR, hours_ago=5, topic="Goods › Freshness",
        subject="Mould on the bread", is_about_latest_order=True,
        text="The loaf I bought yesterday had mould on it this morning.",
        deeds=(
            Deed(0.4, "reply", "I am sorry. We look into it at once and write to you today."),
            Deed(0.8, "assigned"),
            Deed(2.5, "facts", "Two loaves of the same batch stood at the back of the shelf, one day too old."),
        ),
    ),
    Story(
        key="twice", kind="complaint", channel="phone", whose=KEPT, hours_ago=6, topic="Checkout",
        subject="Charged twice for one shopping", is_about_latest_order=True,
        text="The bank statement shows the same amount twice. What annoys most: we had not noticed ourselves.",
        deeds=(
            Deed(0.3, "assigned"),
            Deed(1.5, "facts", "The card terminal was started anew between two customers and charged both payments."),
            Deed(2, "decision", "Our fault; the whole second payment goes back, and something for the trouble."),
            Deed(2.2, "apology", "By phone; the answer follows in writing."),
            Deed(2.5, "refund", "85"),
        ),
    ),
    Story(
        key="thawed", kind="complaint", channel="email", whose=NEAR, hours_ago=12, topic="Delivery",
        subject="Frozen goods had thawed at the pick-up", cause="Cold chain",
        text="The pizzas of my order had thawed when I picked them up. I threw them away.",
        deeds=(
            Deed(0.5, "reply", "That must not happen. I find out what went wrong and come back to you."),
            Deed(1, "assigned"),
            Deed(2, "facts", "The order stood beside the freezer for an hour because its door was blocked."),
            Deed(2.5, "decision", "Our fault; the goods are paid back."),
            Deed(2.7, "apology", "In the answer."),
            Deed(3, "refund", "12.50"),
            Deed(3.5, "final", "We are sorry. The money is on its way, and the freezer of orders has its own key now."),
            Deed(3.6, "question"),
        ),
    ),
    Story(
        key="best-before", kind="complaint", channel="counter", whose=KEPT, closed_days_ago=14,
        topic="Goods › Freshness", cause="Shelf not looked through",
        subject="Cheese sold after its best-before date",
        text="The cheese was four days over its date, and was brought back to the counter.",
        deeds=(
            Deed(0.3, "assigned"),
            Deed(1, "facts", "The shelf was not looked through on Saturday."),
            Deed(1.5, "decision", "Our fault."),
            Deed(1.7, "apology", "At the counter."),
            Deed(2, "points", "60"),
            Deed(2.2, "final", "Thank you for bringing it back. The shelf is now looked through on Saturdays, too."),
            Deed(2.3, "question"),
            Deed(26, "yes", "That was quick. Put the dates where one can read them."),
            Deed(26.5, "close"),
            Deed(27, "learn", "The cheese shelf is looked through on Saturdays, too; the list hangs at its side."),
        ),
    ),
    Story(
        key="queue", kind="complaint", channel="form", whose=FAR, hours_ago=30, topic="Checkout",
        subject="Self-checkout out of order again", cause="Too few at the tills",
        text="Three of four machines out of order, nobody to help, and a queue around the corner.",
        deeds=(
            Deed(0.5, "reply", "Sorry for the wait. We ask the store what happened."),
            Deed(1, "assigned"),
            Deed(3, "facts", "The machines wait for a part; nobody was sent to the tills instead."),
            Deed(3.5, "decision", "Our fault: somebody has to be at the tills while machines are down."),
            Deed(3.7, "apology", "In the answer."),
            Deed(4, "nothing", "Asked for none."),
            Deed(4.5, "final", "You are right. Until the part is here, two more tills are open from five to seven."),
            Deed(4.6, "question"),
            Deed(28, "no", "I came yesterday at six: one till open."),
        ),
    ),
)  # fmt: skip
