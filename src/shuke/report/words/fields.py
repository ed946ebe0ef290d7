def field_name(x):
    return x


def refusal_name(x):
    return x


def remark_name(x):
    return x
