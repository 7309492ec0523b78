"""Units that senders declare, and how each becomes one of ours. What is not in the table is refused, not guessed."""

# Other writings of our own units: the same size.
_WRITINGS: dict[str, tuple[str, ...]] = {
    "Cel": ("°C", "℃", "C", "degC", "deg C", "celsius", "Celsius", "degree Celsius"),
    "m/s": ("m s-1", "m·s⁻¹", "mps", "米/秒"),
    "km/h": ("kmh", "kph", "km h-1", "千米/时"),
    "deg": ("°", "degree", "degrees", "度"),
    "%": ("percent", "pct", "%RH", "百分比"),
    "hPa": ("mbar", "mb", "百帕"),
    "mm": ("millimetre", "millimeter", "毫米"),
    "cm": ("centimetre", "centimeter", "厘米"),
    "m": ("metre", "meter", "米"),
    "m3/s": ("m³/s", "m^3/s", "m3 s-1", "cumec"),
    "ug/m3": ("µg/m³", "μg/m³", "µg/m3", "μg/m3", "ug/m^3"),
    "V": ("volt", "volts", "伏"),
    "kW": ("kilowatt", "千瓦"),
    "person": ("people", "persons", "人"),
}
# Other sizes: theirs, ours, factor, offset (ours = theirs x factor + offset). The factors are exact by definition.
_SIZES: tuple[tuple[tuple[str, ...], str, float, float], ...] = (
    (("°F", "℉", "F", "degF", "[degF]", "Fahrenheit"), "Cel", 5 / 9, -160 / 9),
    (("K", "kelvin", "Kelvin"), "Cel", 1, -273.15),
    (("km/h", "kmh", "kph"), "m/s", 1 / 3.6, 0),
    (("kn", "kt", "kts", "knot", "knots", "[kn_i]"), "m/s", 1852 / 3600, 0),
    (("mph", "mi/h", "[mi_i]/h"), "m/s", 0.44704, 0),
    (("m/s", "mps"), "km/h", 3.6, 0),
    (("kn", "kt", "kts", "knot", "knots", "[kn_i]"), "km/h", 1.852, 0),
    (("mph", "mi/h", "[mi_i]/h"), "km/h", 1.609344, 0),
    (("Pa",), "hPa", 0.01, 0),
    (("kPa",), "hPa", 10, 0),
    (("mm",), "cm", 0.1, 0),
    (("m",), "cm", 100, 0),
    (("cm",), "mm", 10, 0),
    (("mm",), "m", 0.001, 0),
    (("cm",), "m", 0.01, 0),
    (("km",), "m", 1000, 0),
    (("ft", "[ft_i]"), "m", 0.3048, 0),
    (("in", "[in_i]"), "mm", 25.4, 0),
    (("L/s", "l/s"), "m3/s", 0.001, 0),
    (("ft3/s", "ft³/s", "cfs"), "m3/s", 0.3048**3, 0),
    (("mg/m3", "mg/m³"), "ug/m3", 1000, 0),
    (("mV",), "V", 0.001, 0),
    (("kV",), "V", 1000, 0),
    (("W", "watt"), "kW", 0.001, 0),
    (("MW",), "kW", 1000, 0),
)
CONVERSIONS: dict[tuple[str, str], tuple[float, float]] = {
    **{(theirs, ours): (1.0, 0.0) for ours, writings in _WRITINGS.items() for theirs in writings},
    **{(theirs, ours): (factor, offset) for names, ours, factor, offset in _SIZES for theirs in names},
}


def conversion(theirs: str, ours: str) -> tuple[float, float] | None:
    """Factor and offset from a sender's unit to ours; None when the table does not know it."""
    return (1.0, 0.0) if theirs == ours else CONVERSIONS.get((theirs, ours))
