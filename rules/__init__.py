"""The rulebooks that ship, as data beside this file. Holds no code; knows nothing of the engine that reads them."""
