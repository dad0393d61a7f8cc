import Base
import DeviceCloud
import Testing

/// A shadow service of one thing and what it answered, for tests.
struct Conversation {
    var service: ShadowService
    var thing = "turbine-1"
    var now: Int64 = 1000

    init(profile: ShadowProfile = ShadowProfile()) {
        service = ShadowService(profile: profile)
    }

    /// The answers to one request, by the part of the topic that tells them apart.
    struct Answers {
        var topics: [String] = []
        private var documents: [String: JSON] = [:]

        subscript(answer: String) -> JSON? { documents[answer] }

        init(_ replies: [ShadowService.Message]) throws {
            for (topic, payload) in replies {
                topics.append(topic)
                let answer = topic.split(separator: "/").last.map(String.init) ?? ""
                documents[answer] = try JSON(parsing: payload)
            }
        }
    }

    mutating func ask(_ request: String, _ payload: String = "") throws -> Answers {
        try ask(request, bytes: Array(payload.utf8))
    }

    mutating func ask(_ request: String, bytes: [UInt8]) throws -> Answers {
        var replies: [ShadowService.Message] = []
        service.receive(
            topic: "$aws/things/\(thing)/shadow/\(request)", payload: bytes, at: now,
            into: &replies)
        return try Answers(replies)
    }

    mutating func update(_ document: JSON) throws -> Answers {
        try ask("update", document.compact)
    }
}
