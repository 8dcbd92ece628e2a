"""Rules that every rendered stack keeps, whatever its settings: pure functions over resources, no Pulumi, no engine.

`novax preview` and `novax up` run them; `policy/` hands the same rules to Pulumi for those who use it by hand.
"""
