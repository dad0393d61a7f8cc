/// A topic of the shadow service: whose shadow, and which request or answer.
///
/// The shape is `$aws/things/{thing}/shadow/{what}`, with `name/{shadow}/` before the last part for
/// a named shadow.
package struct ShadowTopic: Equatable, Sendable {
    /// What clients ask for.
    package enum Request: String, CaseIterable, Sendable {
        case get, update, delete
    }

    /// The part after the request in topics that the service publishes on.
    package enum Answer: String, CaseIterable, Sendable {
        case accepted, rejected, delta, documents
    }

    package var thing: Substring
    /// Nil for the classic shadow.
    package var name: Substring?
    package var request: Request
    /// Nil on the topic of the request itself.
    package var answer: Answer?

    /// Nil for any other topic, and for names with characters that names may not have.
    package init?(_ topic: String) {
        // Most messages of a broker are none of the service's business: that must be cheap to see.
        guard topic.utf8.starts(with: "$aws/things/".utf8) else { return nil }
        let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 5, parts[3] == "shadow", Self.isName(parts[2], most: 128)
        else { return nil }
        thing = parts[2]
        var rest = parts[4...]
        if rest.first == "name" {
            guard rest.count >= 3, Self.isName(rest[5], most: 64, dollar: true) else { return nil }
            name = rest[5]
            rest = rest.dropFirst(2)
        }
        guard let first = rest.first, let request = Request(rawValue: String(first)) else {
            return nil
        }
        self.request = request
        guard rest.count > 1 else { return }
        guard rest.count == 2, let last = rest.last, let answer = Answer(rawValue: String(last)),
            request == .update || answer == .accepted || answer == .rejected
        else { return nil }
        self.answer = answer
    }

    /// The part that all topics of one shadow begin with, without a slash at its end.
    package static func prefix(thing: some StringProtocol, name: (some StringProtocol)?) -> String {
        let classic = "$aws/things/\(thing)/shadow"
        return if let name { "\(classic)/name/\(name)" } else { classic }
    }

    private static func isName(_ text: Substring, most: Int, dollar: Bool = false) -> Bool {
        guard (1...most).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: dollar && byte == UInt8(ascii: "$")
            }
        }
    }
}
