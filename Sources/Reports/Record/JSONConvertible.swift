package import Base

/// Something that a report holds: it has one form in JSON and can be read back from it.
package protocol JSONConvertible: Sendable {
    var json: JSON { get }

    /// `place` is the path of `json` in the report, for the error.
    init(json: JSON, at place: String) throws(Unreadable)
}

/// Why a JSON text is not a report, and where.
package struct Unreadable: Error, Equatable, CustomStringConvertible {
    /// A path such as `messages.lost`; empty where the whole text is meant.
    package let place: String
    package let problem: String

    package var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}

/// Anything, as it stands.
extension JSON: JSONConvertible {
    package var json: JSON { self }

    package init(json: JSON, at place: String) { self = json }
}

extension String: JSONConvertible {
    package var json: JSON { .string(self) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let text = json.string else {
            throw Unreadable(place: place, problem: "a string should stand here")
        }
        self = text
    }
}

extension Bool: JSONConvertible {
    package var json: JSON { .bool(self) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let flag = json.bool else {
            throw Unreadable(place: place, problem: "true or false should stand here")
        }
        self = flag
    }
}

extension Int: JSONConvertible {
    package var json: JSON { .integer(Int64(self)) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let whole = json.integer else {
            throw Unreadable(place: place, problem: "a whole number should stand here")
        }
        self = Int(whole)
    }
}

extension UInt64: JSONConvertible {
    /// Digits in quotes where 63 bits are too few.
    package var json: JSON { Int64(exactly: self).map(JSON.integer) ?? .string("\(self)") }

    package init(json: JSON, at place: String) throws(Unreadable) {
        let whole = json.string.flatMap { UInt64($0) }
        guard let value = whole ?? json.integer.flatMap({ UInt64(exactly: $0) }) else {
            throw Unreadable(place: place, problem: "a whole number from zero should stand here")
        }
        self = value
    }
}

extension Double: JSONConvertible {
    package var json: JSON { .number(self) }

    /// What is no number has been written as null.
    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let value = json == .null ? .nan : json.number else {
            throw Unreadable(place: place, problem: "a number should stand here")
        }
        self = value
    }
}

/// Whole nanoseconds.
extension Duration: JSONConvertible {
    package var json: JSON { .integer(nanoseconds) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let count = json.integer else {
            throw Unreadable(place: place, problem: "whole nanoseconds should stand here")
        }
        self = .nanoseconds(count)
    }
}

extension Optional: JSONConvertible where Wrapped: JSONConvertible {
    package var json: JSON { self?.json ?? .null }

    package init(json: JSON, at place: String) throws(Unreadable) {
        self = json == .null ? nil : try Wrapped(json: json, at: place)
    }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    package var json: JSON { .array(map(\.json)) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let elements = json.array else {
            throw Unreadable(place: place, problem: "an array should stand here")
        }
        self = []
        reserveCapacity(elements.count)
        for (number, element) in elements.enumerated() {
            append(try Element(json: element, at: "\(place).\(number)"))
        }
    }
}
