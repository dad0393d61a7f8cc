import Base
import Devices
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// What sessions say happened.
extension Shard {
    /// Tokens of messages that belong to no stream: shadows, for one.
    static var noStream: UInt64 { .max }

    mutating func takeNotices(_ index: Int) {
        guard !output.notices.isEmpty else { return }
        // What a notice leads to may bring notices of its own; the two buffers are never copied.
        var notices: [Notice] = []
        swap(&notices, &spareNotices)
        swap(&notices, &output.notices)
        for notice in notices { take(notice, index) }
        notices.removeAll(keepingCapacity: true)
        swap(&notices, &spareNotices)
    }

    private mutating func take(_ notice: Notice, _ index: Int) {
        switch notice {
        case .acknowledged(let acknowledgement): acknowledged(acknowledgement, index)
        case .left(let token, let due): left(token, due: due, index)
        case .connected(let connack, let sentAt): connected(index, connack, sentAt)
        case .subscribed(let request, let reasons): subscribed(index, request, reasons)
        case .closing(let cause): closing(index, cause)
        case .abandoned(let abandoned): gaveUp(abandoned, index)
        case .sessionLost: note("the broker had lost the session of a client that came back")
        // A PUBREL comes again when the PUBCOMP before was lost with its link.
        case .unexpected(.pubrel, _): break
        case .unexpected(let kind, _): note("\(kind) for a packet that nobody had sent")
        case .unsubscribed, .unanswered, .message: break
        }
    }

    private mutating func acknowledged(_ acknowledgement: Acknowledgement, _ index: Int) {
        let now = arrivedAt
        let leg: Leg =
            switch acknowledgement.leg {
            case .puback: .puback
            case .pubrec: .pubrec
            case .pubcomp: .pubcomp
            }
        tally.latencies.record(
            leg, due: acknowledgement.due, sent: acknowledgement.sentAt, end: now)
        guard acknowledgement.isLast else { return }
        snapshot.inFlight -= 1
        if acknowledgement.token == Self.probeToken {
            return probeAnswered(index, acknowledgement.reason)
        }
        // PUBCOMP with a failure tells of a PUBREL sent twice: the first one did its work.
        if acknowledgement.reason.isFailure, acknowledgement.leg != .pubcomp {
            return note("the broker refused a message: \(acknowledgement.reason)")
        }
        snapshot.acknowledged += 1
        tally.timeline.add(1, to: .acknowledged, at: now)
        guard acknowledgement.token != Self.noStream else { return }
        tally.ledger.streams[Int(acknowledgement.token)].acknowledge()
    }

    private mutating func gaveUp(_ abandoned: Abandoned, _ index: Int) {
        snapshot.inFlight -= 1
        // What left the device and never arrived is lost, whoever gave it up in the end.
        let hasLeft = abandoned.sentAt != nil
        if abandoned.why != .ended || !hasLeft {
            note("a message of QoS \(abandoned.qos.rawValue) was given up: \(abandoned.reason)")
        }
        guard abandoned.token < Self.probeToken else { return }
        let stream = Int(abandoned.token)
        if !hasLeft {
            tally.ledger.streams[stream].withdraw(1)
        } else if abandoned.why == .ended, clients[index].staysAway || isOutOfReach(index) {
            // The scenario kept it from coming back, so no broker is to blame.
            tally.ledger.streams[stream].leaveUnresolved()
        }
    }

    private mutating func connected(_ index: Int, _ connack: Connack, _ sentAt: Instant) {
        let now = self.now
        tally.latencies.record(.connack, due: sentAt, sent: sentAt, end: arrivedAt)
        clients[index].presence = .present
        if clients[index].needsSweep { return sweep(index) }
        guard isWelcome(index) else { return }
        snapshot.connected += 1
        tally.timeline.add(1, to: .connected, at: now)
        if isDevice(index) {
            if clients[index].hasBeenThere { tally.reconnects += 1 } else { tally.connected += 1 }
            clients[index].hasWill =
                roster.contingents[devices[index].contingent].model.willTopic != nil
            wills.reconnected(
                devices[index].number, at: now, newSession: !connack.sessionPresent)
        }
        clients[index].hasBeenThere = true
        clients[index].dueToOpen = .never
        clients[index].backOff.connected(at: now)
        if connack.sessionPresent, clients[index].isSubscribed {
            isBack(index)
        } else {
            clients[index].isSubscribed = false
            subscribe(index)
        }
        if isDevice(index) {
            begin(index)
            tryNext(index)
        }
    }

    /// The old session is gone: now for the real one.
    private mutating func sweep(_ index: Int) {
        clients[index].needsSweep = false
        let due = clients[index].dueToOpen
        snapshot.connected += 1
        tally.timeline.add(1, to: .connected, at: now)
        sayGoodbye(index, forGood: false)
        open(index, due: due)
    }

    private mutating func closing(_ index: Int, _ cause: Cause) {
        guard clients[index].presence != .absent else {
            return
        }
        guard cause != .asked else { return }
        let isExpected =
            clients[index].papers?.mustBeRefused == true || isToBeBanished(index)
        conclude(index, by: cause)
        guard !isExpected else {
            flush(index)
            return cut(index, abort: false)
        }
        let sentence = cause.sentence(clientPlan(index).version)
        note(sentence)
        if clients[index].presence != .present { tally.connectFailures += 1 }
        if stage == .gathering, !isDevice(index) {
            obstacle = sentence
            if cause.isFinal { conductor.fail(.refused, "\(settings.endpoint.text): \(sentence)") }
        }
        flush(index)
        cut(index, abort: false)
    }
}

extension Abandoned {
    /// Why, for the list of faults.
    var reason: String {
        switch why {
        case .expired: "it expired while it waited"
        case .sessionLost: "its session was gone when the client came back"
        case .ended: "the run ended before its device had a link to send it on"
        case .refused(let refusal): "the broker takes no such message (\(refusal))"
        }
    }
}

extension Cause {
    /// Whether to ask again is to be told the same.
    fileprivate var isFinal: Bool {
        switch self {
        case .refused, .violation: true
        case .asked, .disconnected, .connackTimeout, .pingTimeout: false
        }
    }

    /// Why the link was closed, for the list of faults.
    func sentence(_ version: Version) -> String {
        switch self {
        case .asked: "asked to"
        case .refused(let connack):
            "the broker refused a connection: \(connack.reason.description(in: .connack, version))"
        case .disconnected(let disconnect): "the broker sent DISCONNECT: \(disconnect.reason)"
        case .connackTimeout: "no CONNACK came in time"
        case .pingTimeout: "no PINGRESP came in time"
        case .violation(let violation):
            "the broker broke a rule: \(violation.fault) in "
                + (violation.packet.map { "\($0)" } ?? "bytes that are no packet")
        }
    }
}
