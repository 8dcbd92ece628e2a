"""What a change would do, told before it is done: Pulumi's plan read, judged and written for people and programs.

Everything here is a pure function from a plan to a report; running Pulumi and printing are the commands' business.
"""
