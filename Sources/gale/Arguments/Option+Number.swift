extension Option {
    /// An option whose value is a whole number within `range`.
    static func number(
        _ name: String, _ placeholder: String, _ range: ClosedRange<Int>, _ help: String,
        _ set: @escaping @Sendable (inout Settings, Int) -> Void
    ) -> Self {
        Option(name, placeholder, help: help) { options, text throws(UsageError) in
            guard let number = Int(text), range.contains(number) else {
                throw UsageError(
                    "\(name) wants a whole number from \(range.lowerBound) to "
                        + "\(range.upperBound), not “\(text)”")
            }
            set(&options, number)
        }
    }
}
