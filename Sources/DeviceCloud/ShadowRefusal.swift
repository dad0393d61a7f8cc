package import Base

/// Why a request was rejected: a code as HTTP has it, and a sentence.
package struct ShadowRefusal: Error, Equatable, Sendable {
    package var code: Int64
    package var message: String

    package init(_ code: Int64, _ message: String) {
        self.code = code
        self.message = message
    }

    static let invalidJSON = ShadowRefusal(400, "Invalid JSON")
    static let noState = ShadowRefusal(400, "Missing required node: state")
    static let invalidVersion = ShadowRefusal(400, "Invalid version")
    static let invalidToken = ShadowRefusal(400, "Invalid clientToken")
    static let conflict = ShadowRefusal(409, "Version conflict")
    static let tooLarge = ShadowRefusal(413, "The payload exceeds the maximum size allowed")
    static let notUTF8 = ShadowRefusal(
        415, "Unsupported documented encoding; supported encoding is UTF-8")
    static let tooMany = ShadowRefusal(429, "The service holds as many shadows as it can")

    static func notAnObject(_ node: String) -> ShadowRefusal {
        ShadowRefusal(400, "\(node) node must be an object")
    }

    static func invalidNode(_ node: String) -> ShadowRefusal {
        ShadowRefusal(400, "State contains an invalid node: '\(node)'")
    }

    static func tooDeep(_ deepest: Int) -> ShadowRefusal {
        ShadowRefusal(400, "JSON contains too many levels of nesting; maximum is \(deepest)")
    }

    static func noShadow(_ name: Substring) -> ShadowRefusal {
        ShadowRefusal(404, "No shadow exists with name: '\(name)'")
    }

    /// The document that goes to the `rejected` topic.
    package func document(at seconds: Int64, token: String?) -> JSON {
        var members = JSON.Members()
        members["code"] = .integer(code)
        members["message"] = .string(message)
        members["timestamp"] = .integer(seconds)
        if let token { members["clientToken"] = .string(token) }
        return .object(members)
    }
}
