import Base

/// The device shadows of all things, as a machine over (topic, payload).
///
/// Classic and named shadows: get, update and delete, each answered on `accepted` or `rejected`;
/// updates also on `delta` while desired and reported differ, and on `documents`. Answers come in
/// the order delta, documents, accepted, which clients must not rely on. They are to be published
/// with QoS 1 at most and without RETAIN.
///
/// - Unit: whole seconds of Unix time.
/// - Cost: a request is linear in its shadow; memory is bounded by ``ShadowProfile``.
package struct ShadowService: Sendable {
    package typealias Message = (topic: String, payload: [UInt8])

    /// Filters that the service listens on where it is a client of a broker.
    package static let filters = ShadowTopic.Request.allCases.flatMap { request in
        ["+/shadow/", "+/shadow/name/+/"].map { "$aws/things/\($0)\(request.rawValue)" }
    }

    private let profile: ShadowProfile
    /// By topic prefix.
    private var documents: [String: ShadowDocument] = [:]
    private var lastSweep = Int64.min

    package init(profile: ShadowProfile = ShadowProfile()) {
        self.profile = profile
    }

    /// Shadows that exist.
    package var count: Int { documents.values.count { $0.exists } }

    /// Takes a message; one that is no request to a shadow is left alone.
    package mutating func receive(
        topic: String, payload: [UInt8], at wallSeconds: Int64, into replies: inout [Message]
    ) {
        guard let topic = ShadowTopic(topic), topic.answer == nil else { return }
        let prefix = ShadowTopic.prefix(thing: topic.thing, name: topic.name)
        var exchange = Exchange(prefix: prefix, request: topic.request, seconds: wallSeconds)
        do throws(ShadowRefusal) {
            switch topic.request {
            case .get: try get(payload, called: topic.name ?? topic.thing, &exchange)
            case .update: try update(payload, &exchange)
            case .delete: try delete(payload, called: topic.name ?? topic.thing, &exchange)
            }
        } catch {
            let document = error.document(at: wallSeconds, token: exchange.token)
            exchange.answer(.rejected, document)
        }
        replies += exchange.replies
    }

    private func get(
        _ payload: [UInt8], called name: Substring, _ exchange: inout Exchange
    ) throws(ShadowRefusal) {
        let body = try ShadowRequest.body(of: payload, mayBeEmpty: true, profile: profile)
        exchange.token = try ShadowRequest.token(in: body, profile: profile)
        guard let document = documents[exchange.prefix], document.exists else {
            throw .noShadow(name)
        }
        var (state, metadata) = document.sections
        let difference = document.difference.state
        if !difference.isEmpty { state["delta"] = .object(difference) }
        exchange.answer(.accepted, state: .object(state), metadata: .object(metadata), document)
    }

    private mutating func update(
        _ payload: [UInt8], _ exchange: inout Exchange
    ) throws(ShadowRefusal) {
        let body = try ShadowRequest.body(of: payload, mayBeEmpty: false, profile: profile)
        exchange.token = try ShadowRequest.token(in: body, profile: profile)
        let request = try ShadowRequest(body, profile: profile)
        let previous = try current(exchange.prefix, at: exchange.seconds)
        if let version = request.version, version != previous.version,
            previous.version > 0 || version > 1
        {
            throw .conflict
        }
        let next = previous.updated(by: request, at: exchange.seconds)
        guard next.size <= profile.largestDocument else { throw .tooLarge }
        documents[exchange.prefix] = next

        let (delta, metadata) = next.difference
        if !delta.isEmpty {
            exchange.answer(.delta, state: .object(delta), metadata: .object(metadata), next)
        }
        exchange.documents(from: previous, to: next)
        exchange.answer(
            .accepted, state: request.state,
            metadata: ShadowTree.stamps(for: request.state, at: exchange.seconds), next)
    }

    private mutating func delete(
        _ payload: [UInt8], called name: Substring, _ exchange: inout Exchange
    ) throws(ShadowRefusal) {
        // What a delete carries does not matter, but a token in it is echoed.
        let body = try? ShadowRequest.body(of: payload, mayBeEmpty: true, profile: profile)
        exchange.token = body.flatMap { try? ShadowRequest.token(in: $0, profile: profile) }
        guard let document = documents[exchange.prefix], document.exists else {
            throw .noShadow(name)
        }
        var grave = ShadowDocument()
        grave.version = document.version + 1
        grave.deletedAt = exchange.seconds
        documents[exchange.prefix] = grave
        exchange.answer(.accepted, state: nil, metadata: nil, document)
    }

    /// The document to update, which may be new or remember only the version of a deleted one.
    private mutating func current(
        _ prefix: String, at seconds: Int64
    ) throws(ShadowRefusal) -> ShadowDocument {
        if let document = documents[prefix] {
            return isForgotten(document, at: seconds) ? ShadowDocument() : document
        }
        if documents.count >= profile.mostShadows { sweep(at: seconds) }
        guard documents.count < profile.mostShadows else { throw .tooMany }
        return ShadowDocument()
    }

    private func isForgotten(_ document: ShadowDocument, at seconds: Int64) -> Bool {
        guard let deletedAt = document.deletedAt else { return false }
        return seconds - deletedAt > profile.remembersDeletedSeconds
    }

    /// Makes room by dropping what was deleted long ago, at most once a minute.
    private mutating func sweep(at seconds: Int64) {
        guard lastSweep == .min || seconds - lastSweep >= 60 else { return }
        lastSweep = seconds
        documents = documents.filter { !isForgotten($0.value, at: seconds) }
    }
}
