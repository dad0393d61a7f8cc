import YAML

/// Reads a command line as GNU programs do: `--name value` or `--name=value`, switches, operands
/// anywhere, and `--` before operands that begin with a dash.
struct Arguments<Settings> {
    private(set) var settings: Settings
    private(set) var operands: [String] = []
    private let options: [Option<Settings>]

    init(_ words: [String], options: [Option<Settings>], defaults: Settings) throws(UsageError) {
        self.options = options
        settings = defaults
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            if word.hasPrefix("-"), word.count > 1 {
                try apply(word, &rest)
            } else {
                operands.append(word)
            }
        }
    }

    private mutating func apply(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError)
    {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = options.first(where: { $0.name == name || $0.short == name }) else {
            let names = options.map(\.name)
            let hint = name.nearest(in: names).map { "; did you mean \($0)?" }
            throw UsageError("there is no option \(name)\(hint ?? "")")
        }
        guard let placeholder = option.placeholder else {
            guard parts.count == 1 else { throw UsageError("\(name) takes no value") }
            return try option.set(&settings, "")
        }
        if parts.count == 2 {
            try option.set(&settings, String(parts[1]))
        } else if let value = rest.popFirst() {
            try option.set(&settings, value)
        } else {
            throw UsageError("\(name) wants a value: \(name) \(placeholder)")
        }
    }
}
