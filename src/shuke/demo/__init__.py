"""The demo shop: a real grocer's year, loaded through the same doors a user has.

The purchases are real (Complete Journey, published by 84.51°; 2,469 households over one year). Its households have no
names: names, phones, e-mails, cards, consents and cases are generated here, marked as generated on every row and page.
"""
