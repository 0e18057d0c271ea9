"""The people of the simulated log (`dsl.lab.simulate`): `cast` is who they are, `visitor` what everybody can do,
`leads`, `shoppers` and `others` what each kind does."""
