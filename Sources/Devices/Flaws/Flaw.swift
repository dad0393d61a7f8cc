/// Something that keeps a model from being played, and where in the model it is.
package struct Flaw: Equatable, Sendable, CustomStringConvertible {
    /// Keys from the model down, as in its file: `["fields", "wind", "weibull"]`.
    package var path: [String]
    package var message: String

    package init(_ path: [String], _ message: String) {
        self.path = path
        self.message = message
    }

    package var description: String {
        path.isEmpty ? message : path.joined(separator: ".") + ": " + message
    }
}

/// Flaws being collected, each at the part of the model under examination.
struct Examination {
    private(set) var flaws: [Flaw] = []
    private var path: [String] = []

    mutating func within(_ keys: String..., examine: (inout Examination) -> Void) {
        path += keys
        examine(&self)
        path.removeLast(keys.count)
    }

    mutating func report(_ message: String) {
        flaws.append(Flaw(path, message))
    }

    /// Reports `message` unless `condition` holds.
    mutating func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
        if !condition { report(message()) }
    }

    /// Reports the name that stands twice, if one does.
    mutating func expectUnique(_ names: [String], _ kind: String) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            report("the \(kind) “\(name)” stands twice")
        }
    }

    mutating func expectTemplate(
        _ text: String, _ parse: (String) throws(Template.Invalid) -> Template
    ) {
        do throws(Template.Invalid) {
            _ = try parse(text)
        } catch {
            report(error.description)
        }
    }
}
