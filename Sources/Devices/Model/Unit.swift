/// The units that fields may have.
package enum Unit {
    /// As they are written in models, dimensionless ones last.
    package static let known = [
        "°C", "K", "%", "rpm", "Hz", "V", "A", "W", "kW", "MW", "Wh", "kWh", "MWh", "var", "VA",
        "m/s", "km/h", "m", "mm", "km", "°", "Pa", "hPa", "bar", "lx", "dB", "dBm", "L", "m³",
        "L/min", "m³/h", "kg", "g", "t", "N", "Nm", "J", "s", "ms", "min", "h", "ppm", "µg/m³",
        "W/m²", "mm/h", "B", "count", "ratio",
    ]
}
