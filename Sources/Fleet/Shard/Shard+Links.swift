import Base
import Crypto
import Devices
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// Links come and go.
extension Shard {
    mutating func open(_ index: Int, due: Instant) {
        guard clients[index].presence == .absent else { return }
        guard !isDevice(index) || hasPlace(index) else { return turnAway(index) }
        clients[index].presence = .opening
        clients[index].dueToOpen = due
        clients[index].papers?.attempt = .connecting
        net.open(
            Link(index), to: endpoint(of: index), as: persona(of: index),
            timeout: settings.connectTimeout)
        // Flat out it would cost more than a twentieth; there the latency is what the loop sees.
        if clients[index].turn == 0 { net.noteArrivals(of: Link(index)) }
    }

    private mutating func hasPlace(_ index: Int) -> Bool {
        if clients[index].place == .unknown, settings.allowance != nil {
            let isGranted = conductor.takePlace()
            clients[index].place = isGranted ? .granted : .denied
            if !isGranted { tally.turnedAway += 1 }
        }
        return clients[index].place != .denied
    }

    /// There is no room for a device: to try again would change nothing, since places are kept.
    private mutating func turnAway(_ index: Int) {
        clients[index].dueToOpen = .never
        tally.connectFailures += 1
        if let allowance = settings.allowance {
            note(
                "a device was given no link: \(allowance.limit) end at \(allowance.devices) devices"
            )
        }
        rest(index)
    }

    mutating func linkIsUp(_ index: Int) {
        guard clients[index].presence == .opening else { return }
        let now = self.now
        let took = net.connectNanoseconds(of: Link(index)) ?? 0
        tally.latencies.record(
            .connect, due: clients[index].dueToOpen, sent: now.advanced(byNanoseconds: -took),
            end: now)
        if let handshake = net.handshakeNanoseconds(of: Link(index)) {
            tally.latencies.record(
                .handshake, due: now.advanced(byNanoseconds: -handshake), end: now)
        }
        if let papers = clients[index].papers, papers.mustBeRefused {
            papers.greetsAt = now + Papers.patience
            return rest(index)
        }
        sayConnect(index)
    }

    /// The link stands, and what is to be said on it first is said.
    mutating func sayConnect(_ index: Int) {
        clients[index].papers?.greetsAt = .never
        clients[index].presence = .greeting
        clients[index].leftover = []
        output.clear()
        clients[index].session.open(connect(index), at: now, into: &output)
        flush(index)
        rest(index)
    }

    /// What client `index` says in CONNECT this time.
    ///
    /// The first time it asks for a fresh session, so that what an earlier run left does not count.
    private func connect(_ index: Int) -> Connect {
        let client = clients[index]
        let plan = clientPlan(index)
        let isFresh = plan.version == .v5 ? !client.hasBeenThere : client.needsSweep
        var connect = Connect(
            version: plan.version, clientID: clientID(index),
            cleanStart: plan.cleanStart || isFresh, keepAlive: plan.keepAlive,
            userName: client.papers?.passport.userName ?? plan.userName
                ?? endpoint(of: index).credentials?.user,
            password: (client.papers?.passport.password ?? plan.password
                ?? endpoint(of: index).credentials?.password).map { Array($0.utf8) })
        if isDevice(index) { connect.will = will(of: index) }
        guard plan.version == .v5 else { return connect }
        connect.properties.sessionExpiryInterval = plan.sessionExpiry > 0 ? plan.sessionExpiry : nil
        connect.properties.receiveMaximum = plan.receiveMaximum < .max ? plan.receiveMaximum : nil
        connect.properties.maximumPacketSize = plan.maximumPacketSize
        connect.properties.topicAliasMaximum =
            plan.topicAliasMaximum > 0 ? plan.topicAliasMaximum : nil
        return connect
    }

    private func will(of index: Int) -> Will? {
        let slot = devices[index]
        let model = roster.contingents[slot.contingent].model
        guard let topic = model.willTopic, let payload = model.willPayload,
            let will = model.model.will
        else { return nil }
        var result = Will(
            topic: slot.device.filled(topic), payload: Array(slot.device.filled(payload).utf8),
            qos: QoS(rawValue: will.qos)!, retain: will.retain)
        if clientPlan(index).version == .v5, will.delay > 0 {
            result.properties.willDelayInterval = will.delay
        }
        return result
    }

    /// The network ended the link.
    mutating func linkIsGone(_ index: Int, _ closure: Closure) {
        let presence = clients[index].presence
        guard presence != .absent else { return }
        let isExpected =
            clients[index].papers?.mustBeRefused == true || isToBeBanished(index)
        conclude(index, by: closure)
        if presence != .present, case .failed(let error) = closure, error.kind == .tls {
            tally.handshakesFailed += 1
        }
        if isExpected {
            oweWill(index)
            forget(index)
            return rest(index)
        }
        if case .failed(let error) = closure {
            lament(
                index, presence == .opening ? "could not connect: \(error.message)" : error.message)
        } else if presence == .present {
            lament(index, "the broker ended the connection without a word")
        } else if presence == .greeting {
            lament(index, "the broker ended the connection without a CONNACK")
        }
        if presence != .present { tally.connectFailures += 1 }
        oweWill(index)
        forget(index)
        retry(index)
    }

    private mutating func lament(_ index: Int, _ what: String) {
        note(what)
        if !isDevice(index) { obstacle = what }
    }

    /// Ends the link from this side.
    ///
    /// `abort` is a reset, which loses what is on its way; otherwise what was written arrives.
    mutating func cut(_ index: Int, abort: Bool) {
        guard clients[index].presence != .absent else { return }
        oweWill(index)
        net.close(Link(index), abort: abort)
        forget(index)
        retry(index)
    }

    /// The link goes without DISCONNECT, whoever ended it: the broker owes the Will.
    private func oweWill(_ index: Int) {
        guard isDevice(index) else { return }
        let slot = devices[index]
        let delay = willDelay(index)
        switch clients[index].presence {
        case .present where clients[index].hasWill:
            wills.cut(slot.number, at: now, delay: delay)
        case .greeting where roster.contingents[slot.contingent].model.willTopic != nil:
            wills.mayOwe(slot.number)
        default: break
        }
    }

    private func willDelay(_ index: Int) -> Duration {
        let plan = clientPlan(index)
        guard plan.version == .v5 else { return .zero }
        let delay = roster.contingents[devices[index].contingent].plan.model.will?.delay ?? 0
        return .seconds(Int(min(delay, plan.sessionExpiry)))
    }

    /// Says DISCONNECT, which takes back the Will, and closes.
    mutating func sayGoodbye(_ index: Int, forGood: Bool) {
        if clients[index].presence == .present {
            output.clear()
            let expiry: UInt32? = forGood && clientPlan(index).sessionExpiry > 0 ? 0 : nil
            clients[index].session.disconnect(expiry: expiry, at: now, into: &output)
            flush(index)
        }
        guard clients[index].presence != .absent else { return }
        net.close(Link(index), abort: false)
        forget(index)
    }

    /// Nothing is left of the link; the session knows it.
    private mutating func forget(_ index: Int) {
        let now = self.now
        if clients[index].presence == .present {
            snapshot.connected -= 1
            tally.timeline.add(-1, to: .connected, at: now)
            if !isLasting(index) {
                absent(index, at: now)
                if isDevice(index) { attendance.set(devices[index].number, listens: false) }
            }
        }
        clients[index].presence = .absent
        clients[index].isSubscribed = clients[index].isSubscribed && isLasting(index)
        clients[index].isCongested = false
        discard(clients[index].leftover.count)
        clients[index].leftover = []
        output.clear()
        clients[index].session.lost(at: now, into: &output)
        takeNotices(index)
    }

    /// Whether its session outlives its links.
    func isLasting(_ index: Int) -> Bool {
        let plan = clientPlan(index)
        return plan.version == .v5 ? plan.sessionExpiry > 0 : !plan.cleanStart
    }

    private mutating func absent(_ index: Int, at now: Instant) {
        tally.absences[subscriber(index), default: Absence()].leave(at: milliseconds(now))
    }

    /// Plans the next attempt, unless it is to stay away or the run is ending.
    private mutating func retry(_ index: Int) {
        let client = clients[index]
        let reconnect = clientPlan(index).reconnect
        let isWanted = isDevice(index) ? client.isCast : true
        guard isWanted, reconnect.isAutomatic, !client.staysAway, !isToBeBanished(index), !isEnding,
            !isOutOfReach(index)
        else { return rest(index) }
        let wait = clients[index].backOff.wait(
            at: now, BackOff.Settings(base: reconnect.first, cap: reconnect.cap))
        clients[index].dueToOpen = now + wait
        rest(index)
    }

    /// Whether its certificate is taken back: the broker may drop it before it is its turn.
    func isToBeBanished(_ index: Int) -> Bool {
        if case .banish = clients[index].errand?.deed { true } else { false }
    }

    func isOutOfReach(_ index: Int) -> Bool {
        isDevice(index) && devices[index].isOutOfReach
    }

    var isEnding: Bool {
        switch stage {
        case .gathering, .playing: false
        case .draining: false
        case .leaving, .over: true
        }
    }

    mutating func note(_ what: String) {
        tally.faults.note(what, at: now)
    }

    /// Where client `index` connects.
    func endpoint(of index: Int) -> Endpoint {
        isDevice(index) ? settings.endpoint : settings.backEnd ?? settings.endpoint
    }

    /// What client `index` shows of itself as it connects.
    private func persona(of index: Int) -> Persona {
        var persona = Persona(fields: settings.fields, signing: settings.signing)
        guard let passport = clients[index].papers?.passport else { return persona }
        persona.tls.identity = passport.identity
        if passport.clock != 0 {
            persona.tls.verifiesAt = epochSeconds(now) + passport.clock
            persona.signing?.epochSeconds += passport.clock
        }
        return persona
    }
}
