/// One command-line option: how it is typed, what it means, what it sets.
///
/// The list that parses is the list that prints `--help` and the shell completions, so the three
/// cannot disagree.
struct Option<Settings>: Sendable {
    /// With its dashes: `--broker`.
    let name: String
    /// A single letter with its dash, where there is one: `-o`.
    let short: String?
    /// What stands for the value in help, or nil for a switch.
    let placeholder: String?
    let help: String
    /// What a shell may offer for the value.
    let offers: Offers
    let set: @Sendable (inout Settings, String) throws(UsageError) -> Void

    init(
        _ name: String, short: String? = nil, _ placeholder: String? = nil,
        offers: Offers = .nothing, help: String,
        set: @escaping @Sendable (inout Settings, String) throws(UsageError) -> Void
    ) {
        self.name = name
        self.short = short
        self.placeholder = placeholder
        self.offers = offers
        self.help = help
        self.set = set
    }

    /// What is known of this option once nobody needs to set anything.
    var face: OptionFace {
        OptionFace(name: name, short: short, placeholder: placeholder, help: help, offers: offers)
    }
}

/// What help and completions show of an option.
struct OptionFace: Sendable {
    let name: String
    let short: String?
    let placeholder: String?
    let help: String
    let offers: Offers
}

/// What a shell may offer when the value of an option or an operand is asked for.
enum Offers: Sendable {
    case nothing, files, directories
    /// What `gale help` explains.
    case topics
    case words([String])
}

/// What to say on standard error before leaving with status 64.
struct UsageError: Error, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
