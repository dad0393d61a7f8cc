import Base

/// One request to the shadow service and the answers that it makes.
struct Exchange {
    let prefix: String
    let request: ShadowTopic.Request
    let seconds: Int64
    var token: String?
    private(set) var replies: [ShadowService.Message] = []

    init(prefix: String, request: ShadowTopic.Request, seconds: Int64) {
        self.prefix = prefix
        self.request = request
        self.seconds = seconds
    }

    mutating func answer(_ answer: ShadowTopic.Answer, _ document: JSON) {
        let topic = "\(prefix)/\(request.rawValue)/\(answer.rawValue)"
        replies.append((topic, Array(document.compact.utf8)))
    }

    /// The common shape of all answers but errors; `document` gives the version.
    mutating func answer(
        _ answer: ShadowTopic.Answer, state: JSON?, metadata: JSON?, _ document: ShadowDocument
    ) {
        var members = JSON.Members()
        members["state"] = state
        members["metadata"] = metadata
        members["version"] = .integer(document.version)
        members["timestamp"] = .integer(seconds)
        if let token { members["clientToken"] = .string(token) }
        self.answer(answer, .object(members))
    }

    /// The whole document before and after an update; before the first there is nothing to show.
    mutating func documents(from previous: ShadowDocument, to current: ShadowDocument) {
        func whole(_ document: ShadowDocument) -> JSON {
            guard document.exists else { return .object(JSON.Members()) }
            let (state, metadata) = document.sections
            return [
                "state": .object(state), "metadata": .object(metadata),
                "version": .integer(document.version),
            ]
        }
        var members = JSON.Members()
        members["previous"] = whole(previous)
        members["current"] = whole(current)
        members["timestamp"] = .integer(seconds)
        if let token { members["clientToken"] = .string(token) }
        answer(.documents, .object(members))
    }
}
