"""T."""


def test_x(program):
    print(len(program.resources), program.outputs.keys())
    for r in program.resources: print(r.type, r.name, r.parent[-40:], r.options.protect, r.options.retainOnDelete)
    c=program.containers['postgres-1']
    print(c.inputs)
    print(c.options.dependencies)
    print(program.outputs['credentials']['novax-app'], program.outputs['endpoints']['redis'])
    assert 0
