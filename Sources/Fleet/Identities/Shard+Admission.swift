import Base
import Devices
import MQTT
import Measures
import Reports
import Scenarios
import Sessions
import Transports

/// Who was let in and who was not.
extension Shard {
    /// A payload that no device sends by itself.
    static var probe: [UInt8] { Array("gale-probe".utf8) }
    /// The token of a message that tries what must not work.
    static var probeToken: UInt64 { .max - 1 }

    /// Notes how the attempt of client `index` ended, if one is under way.
    mutating func conclude(_ index: Int, _ admission: Admission) {
        guard let papers = clients[index].papers, papers.attempt != .none else { return }
        papers.attempt = .none
        papers.greetsAt = .never
        tally.identities[papers.passport.flaw].enter(admission)
        if papers.isRotating {
            papers.isRotating = false
            if admission == .letIn {
                tally.identities.rotations += 1
            } else {
                tally.identities.rotationsFailed += 1
            }
        }
        guard papers.mustBeRefused else { return }
        // It tries once.
        clients[index].staysAway = true
        clients[index].dueToOpen = .never
    }

    /// The link of client `index` is gone before its attempt came to an end.
    mutating func conclude(_ index: Int, by closure: Closure) {
        guard let papers = clients[index].papers else { return }
        loseProbe(index)
        switch papers.attempt {
        case .none: return
        case .trying: conclude(index, .atTopic)
        case .connecting: conclude(index, admission(by: closure, papers, clients[index].presence))
        }
    }

    private func admission(
        by closure: Closure, _ papers: Papers, _ presence: Client.Presence
    ) -> Admission {
        // A broker may end the connection where it has no word for what is wrong.
        let isRefusal = papers.mustBeRefused && presence == .greeting
        switch closure {
        case .ended: return isRefusal ? .atConnect : .undecided
        case .failed(let error):
            switch error.kind {
            case .tls: return .atTLS
            case .webSocket, .http: return .atConnect
            case .reset: return isRefusal ? .atConnect : .undecided
            case .refused, .timedOut, .unreachable, .outOfPorts, .outOfDescriptors, .other:
                return .undecided
            }
        }
    }

    /// The session of client `index` closes its link.
    mutating func conclude(_ index: Int, by cause: Cause) {
        guard let papers = clients[index].papers else { return }
        loseProbe(index)
        switch cause {
        case .refused: conclude(index, .atConnect)
        case .disconnected: conclude(index, papers.attempt == .trying ? .atTopic : .atConnect)
        case .asked, .connackTimeout, .pingTimeout, .violation: conclude(index, .undecided)
        }
    }

    /// The broker said welcome; false where that is not the end of it.
    mutating func isWelcome(_ index: Int) -> Bool {
        guard let papers = clients[index].papers, papers.attempt == .connecting else { return true }
        guard papers.mustBeRefused else {
            conclude(index, .letIn)
            return true
        }
        // Some brokers tell who somebody is apart from what he may do.
        papers.attempt = .trying
        snapshot.connected += 1
        tally.timeline.add(1, to: .connected, at: now)
        guard isDevice(index), devices[index].messages > 0 else {
            conclude(index, .letIn)
            sayGoodbye(index, forGood: true)
            return false
        }
        payload = Self.probe
        let topic = bytes(of: streams[devices[index].firstStream].topic)
        _ = hand(index, topic: topic, qos: .atLeastOnce, token: Self.probeToken, due: now)
        return false
    }

    /// What somebody tried that must not work was answered.
    mutating func probeAnswered(_ index: Int, _ reason: ReasonCode) {
        guard let papers = clients[index].papers else { return }
        if papers.attempt == .trying {
            conclude(index, reason.isFailure ? .atTopic : .letIn)
            return sayGoodbye(index, forGood: true)
        }
        guard papers.openProbe == .publish else { return }
        // 3.1.1 has no way to refuse a message, so its acknowledgement says nothing.
        if reason.isFailure || clients[index].version == .v5 {
            conclude(papers, isRefused: reason.isFailure)
        } else {
            papers.openProbe = nil
        }
        tryNext(index)
    }

    /// The subscription that must not be granted was answered.
    mutating func probeSubscribed(_ index: Int, _ reasons: [ReasonCode]) {
        guard let papers = clients[index].papers, papers.openProbe == .subscribe else { return }
        if reasons.allSatisfy(\.isFailure) {
            conclude(papers, isRefused: true)
        } else {
            // Some brokers grant what they never deliver; what comes decides, or that nothing does.
            papers.openProbe = nil
            papers.grantedAt = now
        }
        tryNext(index)
    }

    /// A device was given what belongs to its neighbour.
    mutating func heardNeighbour(_ index: Int) {
        tally.acl.delivered += 1
        guard let papers = clients[index].papers, papers.grantedAt != nil else { return }
        papers.grantedAt = nil
        tally.acl.letIn += 1
    }

    /// At the end: a subscription that was granted and brought nothing, though its neighbour had
    /// time to say something twice, was no more than a word.
    mutating func settleProbe(_ index: Int) {
        guard let papers = clients[index].papers, let granted = papers.grantedAt else { return }
        papers.grantedAt = nil
        let every = roster.contingents[devices[index].contingent].plan.every[0]
        if every > .zero, now - granted >= every * 2 + .seconds(1) { tally.acl.refused += 1 }
    }

    /// The broker answered what it was asked by ending the link.
    private mutating func loseProbe(_ index: Int) {
        guard let papers = clients[index].papers, papers.openProbe != nil else { return }
        conclude(papers, isRefused: true)
    }

    private mutating func conclude(_ papers: Papers, isRefused: Bool) {
        papers.openProbe = nil
        if isRefused { tally.acl.refused += 1 } else { tally.acl.letIn += 1 }
    }

    /// Device `index` publishes to its neighbour's topic, and then subscribes to it.
    mutating func probe(_ index: Int) {
        guard let papers = clients[index].papers, isDevice(index), devices[index].messages > 0
        else { return }
        papers.probes = [.subscribe, .publish]
        tryNext(index)
    }

    /// Asks for the next thing that is none of its business; one at a time, since a broker may
    /// answer by ending the link.
    mutating func tryNext(_ index: Int) {
        guard let papers = clients[index].papers, papers.openProbe == nil,
            clients[index].presence == .present, let next = papers.probes.popLast()
        else { return }
        let slot = devices[index]
        let contingent = roster.contingents[slot.contingent]
        let neighbour = contingent.plan.neighbour(of: slot.member)
        let topic = contingent.model.messageTopics[0].filled(contingent.values(of: neighbour))
        var isAsked = false
        switch next {
        case .publish:
            payload = Self.probe
            isAsked =
                hand(
                    index, topic: Array(topic.utf8), qos: .atLeastOnce, token: Self.probeToken,
                    due: now) != .none
        case .subscribe:
            let request = clients[index].session.subscribe(
                [Subscription(topic, qos: .atLeastOnce)], token: Self.probeToken, at: now,
                into: &output)
            if case .sent = request { isAsked = true }
        }
        guard isAsked else { return }
        papers.openProbe = next
        tally.acl.probes += 1
    }

    /// Whether these bytes are a message that should not have arrived; counts it.
    mutating func isProbe(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.elementsEqual(Self.probe) else { return false }
        tally.acl.delivered += 1
        return true
    }
}

/// Where an attempt to get in ended.
enum Admission {
    case atTLS, atConnect, atTopic, letIn, undecided
}

extension Report.Admission {
    fileprivate mutating func enter(_ admission: Admission) {
        switch admission {
        case .atTLS: atTLS += 1
        case .atConnect: atConnect += 1
        case .atTopic: atTopic += 1
        case .letIn: letIn += 1
        case .undecided: undecided += 1
        }
    }
}
