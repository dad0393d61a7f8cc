import Base

/// A well-formed update.
struct ShadowRequest: Sendable {
    /// What is to become of a section.
    enum Change: Sendable {
        case none
        case remove
        case merge(JSON.Members)
    }

    /// As it came; it is echoed when accepted.
    var state: JSON
    var desired = Change.none
    var reported = Change.none
    /// What the sender believes the version to be.
    var version: Int64?

    init(_ body: JSON.Members, profile: ShadowProfile) throws(ShadowRefusal) {
        guard let state = body["state"] else { throw .noState }
        self.state = state
        version = try Self.version(body["version"])
        guard state != .null else {
            (desired, reported) = (.remove, .remove)
            return
        }
        guard let sections = state.object else { throw .notAnObject("State") }
        for (name, section) in sections {
            switch name {
            case "desired": desired = try Self.change(section, node: "Desired", profile)
            case "reported": reported = try Self.change(section, node: "Reported", profile)
            default: throw .invalidNode(name)
            }
        }
    }

    private static func change(
        _ section: JSON, node: String, _ profile: ShadowProfile
    ) throws(ShadowRefusal) -> Change {
        guard section != .null else { return .remove }
        guard let members = section.object else { throw .notAnObject(node) }
        guard ShadowTree.depth(of: section) <= profile.deepest else {
            throw .tooDeep(profile.deepest)
        }
        guard !ShadowTree.hasNullElement(section) else { throw .invalidJSON }
        return .merge(members)
    }

    private static func version(_ version: JSON?) throws(ShadowRefusal) -> Int64? {
        guard let version else { return nil }
        guard let number = version.integer, number >= 0 else { throw .invalidVersion }
        return number
    }

    /// Nil for none; echoed in every answer.
    static func token(
        in body: JSON.Members, profile: ShadowProfile
    ) throws(ShadowRefusal) -> String? {
        guard let token = body["clientToken"] else { return nil }
        guard let text = token.string, text.utf8.count <= profile.longestToken else {
            throw .invalidToken
        }
        return text
    }

    /// The object that a payload holds; an empty payload holds none where that is allowed.
    static func body(
        of payload: [UInt8], mayBeEmpty: Bool, profile: ShadowProfile
    ) throws(ShadowRefusal) -> JSON.Members {
        if payload.isEmpty, mayBeEmpty { return JSON.Members() }
        guard payload.count <= profile.largestRequest else { throw .tooLarge }
        guard let text = String(validating: payload, as: UTF8.self) else { throw .notUTF8 }
        guard let json = try? JSON(parsing: text), let body = json.object else {
            throw .invalidJSON
        }
        return body
    }
}
