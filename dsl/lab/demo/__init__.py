"""The people of the simulated log (`dsl.lab.simulate`): `cast` is who they are, `visitor` what everybody can do, `leads`,
`shoppers`, `viewers`, `households` and `others` what each kind does, `crowd` who comes in which shares; `sorter` puts what
they send in order."""
