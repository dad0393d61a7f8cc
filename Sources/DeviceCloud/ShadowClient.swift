package import Base

/// A device's or an application's side of one classic shadow, as a value.
///
/// The engine subscribes ``filters(for:role:)``, tells of connections, publishes what
/// ``Action/publish(topic:payload:)`` says, and obeys what ``Action/obey(_:version:)`` says; a
/// device that obeyed reports its new state, and so desired and reported meet.
///
/// - Cost: at most 100 bytes while nothing is desired.
package struct ShadowClient: Sendable {
    package enum Role: UInt8, Sendable {
        /// Reports, and obeys what is desired.
        case device
        /// Desires, and waits until the report matches.
        case application
    }

    package enum Action: Equatable, Sendable {
        /// With QoS 1 at most.
        case publish(topic: String, payload: [UInt8])
        /// The desired state differs from the reported one in these members.
        case obey(JSON.Members, version: Int64)
        /// There is no shadow yet: report the whole state.
        case reportAll
        /// Everything desired since `since` is reported.
        case converged(since: Instant)
        /// The service refused this client's request.
        case refused(code: Int64, message: String)
    }

    package let thing: String
    package let role: Role
    /// Tells several applications apart.
    private let instance: UInt16
    private var requests: UInt32 = 0
    /// Of the newest delta that was obeyed on this connection.
    private var version: Int64 = 0
    /// What was desired and is not yet reported.
    private var pending: JSON.Members?
    private var since = Instant.never

    package init(thing: String, role: Role, instance: UInt16 = 0) {
        self.thing = thing
        self.role = role
        self.instance = instance
    }

    /// Whether something desired is not yet reported.
    package var isWaiting: Bool { pending != nil }

    /// What to subscribe; `thing` may be `+` for an application that looks after many.
    package static func filters(for thing: String, role: Role) -> [String] {
        let wanted =
            switch role {
            case .device: ["get/accepted", "get/rejected", "update/delta", "update/rejected"]
            case .application: ["get/accepted", "update/accepted", "update/rejected"]
            }
        let prefix = ShadowTopic.prefix(thing: thing, name: nil as Substring?)
        return wanted.map { "\(prefix)/\($0)" }
    }

    /// The subscriptions stand: asks what happened meanwhile.
    package mutating func connected(into actions: inout [Action]) {
        version = 0
        guard role == .device || isWaiting else { return }
        actions.append(.publish(topic: topic(.get), payload: []))
    }

    /// Reports these members of the device's state.
    package mutating func report(_ state: JSON.Members, into actions: inout [Action]) {
        send("reported", state, into: &actions)
    }

    /// Desires these members from the instant `now`.
    ///
    /// What was desired before and is not yet reported is desired still, and the wait for all of it
    /// begins anew.
    package mutating func desire(
        _ state: JSON.Members, at now: Instant, into actions: inout [Action]
    ) {
        var wanted = pending ?? JSON.Members()
        ShadowTree.merge(state, into: &wanted)
        pending = wanted.isEmpty ? nil : wanted
        since = now
        send("desired", state, into: &actions)
    }

    /// Takes a message; one that does not belong to this shadow is left alone.
    package mutating func receive(
        topic: String, payload: [UInt8], into actions: inout [Action]
    ) {
        guard let topic = ShadowTopic(topic), topic.thing == thing, topic.name == nil,
            let answer = topic.answer,
            let body = (try? JSON(parsing: payload))?.object
        else { return }
        switch (topic.request, answer) {
        case (.update, .delta):
            obey(body["state"]?.object, version: body["version"]?.integer, into: &actions)
        case (.get, .accepted): restore(body, into: &actions)
        case (.update, .accepted):
            settle(body["state"]?["reported"]?.object ?? JSON.Members(), into: &actions)
        case (.get, .rejected) where role == .device && body["code"]?.integer == 404:
            actions.append(.reportAll)
        case (.get, .rejected) where body["code"]?.integer == 404:
            if let pending { send("desired", pending, into: &actions) }
        case (.update, .rejected) where isOwn(body["clientToken"]?.string):
            refuse(body, into: &actions)
        default: break
        }
    }

    private func isOwn(_ token: String?) -> Bool {
        token?.hasPrefix(tokenPrefix) ?? false
    }

    private var tokenPrefix: String { role == .device ? "device-" : "application\(instance)-" }

    private func topic(_ request: ShadowTopic.Request) -> String {
        "\(ShadowTopic.prefix(thing: thing, name: nil as Substring?))/\(request.rawValue)"
    }

    private mutating func send(
        _ section: String, _ state: JSON.Members, into actions: inout [Action]
    ) {
        requests &+= 1
        let document: JSON = [
            "state": .object(JSON.Members([section: .object(state)])),
            "clientToken": .string(tokenPrefix + String(requests)),
        ]
        actions.append(
            .publish(topic: topic(.update), payload: Array(document.compact.utf8)))
    }

    /// Deltas may overtake each other: an older one than was obeyed is out of date.
    private mutating func obey(
        _ delta: JSON.Members?, version: Int64?, into actions: inout [Action]
    ) {
        guard role == .device, let delta, let version, version > self.version else { return }
        self.version = version
        if !delta.isEmpty { actions.append(.obey(delta, version: version)) }
    }

    /// The whole document came, after a connection.
    private mutating func restore(_ body: JSON.Members, into actions: inout [Action]) {
        let state = body["state"]
        let reported = state?["reported"]?.object ?? JSON.Members()
        let desired = state?["desired"]?.object ?? JSON.Members()
        let delta =
            state?["delta"]?.object
            ?? ShadowTree.difference(desired: desired, reported: reported).state
        obey(delta, version: body["version"]?.integer, into: &actions)
        settle(reported, into: &actions)
        // The link may have gone before the wish was sent.
        guard let pending else { return }
        let unheard = ShadowTree.difference(desired: pending, reported: desired).state
        if !unheard.isEmpty { send("desired", unheard, into: &actions) }
    }

    private mutating func settle(_ reported: JSON.Members, into actions: inout [Action]) {
        guard let wanted = pending else { return }
        let left = ShadowTree.difference(desired: wanted, reported: reported).state
        pending = left.isEmpty ? nil : left
        if left.isEmpty { actions.append(.converged(since: since)) }
    }

    private mutating func refuse(_ body: JSON.Members, into actions: inout [Action]) {
        pending = nil
        actions.append(
            .refused(
                code: body["code"]?.integer ?? 0, message: body["message"]?.string ?? ""))
    }
}
