"""How dates are written where Django says nothing, or puts the month first: here the day comes first in every language."""
