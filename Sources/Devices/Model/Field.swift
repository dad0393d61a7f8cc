extension DeviceModel {
    /// A quantity the device has: a signal with a unit and a range, or a state that commands set.
    package struct Field: Equatable, Sendable {
        package var name: String
        /// One of ``Unit/known``; empty for what is no number.
        package var unit: String
        /// Values are held inside; a counter that leaves it begins anew at its lower end.
        package var range: ClosedRange<Double>?
        /// Digits after the point when printed, 0 … 9.
        package var decimals: Int
        /// Standard deviation of what the gauge adds to the true value at every reading.
        package var noise: Double
        package var source: Source

        package init(
            name: String, unit: String = "", range: ClosedRange<Double>? = nil, decimals: Int = 0,
            noise: Double = 0, source: Source
        ) {
            self.name = name
            self.unit = unit
            self.range = range
            self.decimals = decimals
            self.noise = noise
            self.source = source
        }
    }
}

extension DeviceModel.Field {
    /// Where the value comes from.
    package enum Source: Equatable, Sendable {
        /// The due instant of the message; carries its ``Stamp``.
        case timestamp
        /// The number of the message in its stream, counted by whoever sends it.
        case number
        /// Fixed words; `{id}`, `{client}` and `{name}` as in topics.
        case text(String)
        /// Set by commands and by the shadow's desired state, and by nothing else.
        case state(State)
        /// One of several words, drawn anew after `every` on average.
        case choice([Choice], every: Duration)
        case signal(Signal)
        /// A property of where the device is on the model's ``Route``.
        case route(Route.Property)
    }

    package enum State: Equatable, Sendable {
        /// One of these words; `initial` is an index.
        case words([String], initial: Int)
        case boolean(initial: Bool)
        case number(initial: Double)
    }

    package struct Choice: Equatable, Sendable {
        package var word: String
        package var weight: Double

        package init(_ word: String, weight: Double = 1) {
            self.word = word
            self.weight = weight
        }
    }

    /// The words that the field may show, in the order of the values behind them.
    package var words: [String]? {
        switch source {
        case .state(.words(let words, _)): words
        case .state(.boolean): ["false", "true"]
        case .choice(let choices, _): choices.map(\.word)
        case .route(.tunnel): ["false", "true"]
        default: nil
        }
    }

    /// Whether the field is printed as digits and so must have a unit and a range.
    package var isNumeric: Bool {
        switch source {
        case .signal, .state(.number): true
        case .route(let property): property != .tunnel
        default: false
        }
    }
}
