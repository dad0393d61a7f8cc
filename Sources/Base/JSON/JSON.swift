/// A JSON value (RFC 8259): what devices send, shadows keep and reports print.
///
/// Members keep the order in which they were written, so printing what was read gives the same
/// bytes but for white space. Whole numbers that fit 64 bits stay whole.
package enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object(Members)

    package init(_ members: KeyValuePairs<String, JSON>) {
        self = .object(Members(members))
    }

    package var object: Members? { if case .object(let members) = self { members } else { nil } }
    package var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }
    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// A whole number, also when it was written `3.0`.
    package var integer: Int64? {
        switch self {
        case .integer(let whole): whole
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    package var number: Double? {
        switch self {
        case .integer(let whole): Double(whole)
        case .number(let value): value
        default: nil
        }
    }

    /// The member `key` of an object; nil for anything else.
    package subscript(key: String) -> JSON? { object?[key] }
}

extension JSON {
    /// The members of an object, in the order in which they were first set.
    ///
    /// - Cost: look-up is by hash; removal is linear.
    package struct Members: Sendable, Sequence {
        package private(set) var keys: [String] = []
        private var values: [String: JSON] = [:]

        package init() {}

        package init(_ members: KeyValuePairs<String, JSON>) {
            for (key, value) in members { self[key] = value }
        }

        package var isEmpty: Bool { keys.isEmpty }
        package var count: Int { keys.count }

        package subscript(key: String) -> JSON? {
            get { values[key] }
            set {
                guard let newValue else {
                    if values.removeValue(forKey: key) != nil { keys.removeAll { $0 == key } }
                    return
                }
                if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
            }
        }

        package func makeIterator() -> some IteratorProtocol<(key: String, value: JSON)> {
            keys.lazy.map { (key: $0, value: self.values[$0]!) }.makeIterator()
        }
    }
}

extension JSON.Members: Equatable {
    /// Order is not significant (RFC 8259 §4).
    package static func == (a: Self, b: Self) -> Bool { a.values == b.values }
}

extension JSON.Members: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral members: (String, JSON)...) {
        for (key, value) in members { self[key] = value }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral whole: Int64) { self = .integer(whole) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }

    package init(dictionaryLiteral members: (String, JSON)...) {
        var object = Members()
        for (key, value) in members { object[key] = value }
        self = .object(object)
    }
}
