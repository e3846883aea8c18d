"""CloudWatch's dashboards with custom widgets, as far as their documentation says, in a page of this machine.

It reads real dashboard bodies and invokes whatever functions these name; of the product it knows nothing.
What the documentation leaves open is a switch in the page's address: see page/conventions.js.
"""
