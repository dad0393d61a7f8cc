import Base
import Devices
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// Deadlines of clients, phases and the run itself.
extension Shard {
    /// Client `index` is to be asked again when it next has something to do.
    mutating func rest(_ index: Int) {
        let deadline = deadline(of: index)
        net.wake(Link(index), at: deadline)
    }

    /// `mutating` as is ``ClientSession/vitals()``.
    private mutating func deadline(of index: Int) -> Instant {
        // Nothing large is copied here, since this runs once a message.
        let vitals = clients[index].session.vitals()
        var deadline = vitals.deadline
        if let errand = clients[index].errand { deadline = min(deadline, errand.due) }
        switch clients[index].presence {
        case .absent: deadline = min(deadline, clients[index].dueToOpen)
        case .opening: deadline = min(deadline, clients[index].papers?.greetsAt ?? .never)
        case .greeting, .present: break
        }
        guard isPublishing, !clients[index].isCongested else { return deadline }
        if isDevice(index) {
            let first = devices[index].firstStream
            let isFlatOut = clients[index].turn > 0
            for stream in first..<first + devices[index].messages {
                if isFlatOut {
                    if mayPublish(stream, of: index, vitals) { deadline = min(deadline, now) }
                } else {
                    deadline = min(deadline, streams[stream].due)
                }
            }
            return min(deadline, devices[index].reachChanges)
        }
        let slot = players[index - deviceSlots.count]
        for publication in slot.player.plan.publications.indices {
            deadline = min(deadline, streams[slot.firstStream + publication].due)
        }
        for round in slot.rounds { deadline = min(deadline, round.due) }
        return deadline
    }

    /// Does all that is due for client `index`.
    mutating func serve(_ index: Int) {
        let now = refresh()
        output.clear()
        if let errand = clients[index].errand, errand.due <= now {
            clients[index].errand = nil
            run(errand, of: index)
        }
        if isDevice(index), devices[index].reachChanges <= now { changeReach(index) }
        if clients[index].presence == .absent, clients[index].dueToOpen <= now {
            let due = clients[index].dueToOpen
            clients[index].dueToOpen = .never
            open(index, due: due)
        }
        if clients[index].presence == .opening, let papers = clients[index].papers,
            papers.greetsAt <= now
        {
            sayConnect(index)
        }
        if isDevice(index) {
            if clients[index].turn > 0 { publishFlatOut(index) } else { publishDue(index) }
        } else {
            serveDue(player: index - deviceSlots.count)
        }
        clients[index].session.tick(at: now, into: &output)
        takeNotices(index)
        flush(index)
        rest(index)
    }

    /// The device drives into a tunnel, or out of it.
    private mutating func changeReach(_ index: Int) {
        let now = self.now
        let isOut = devices[index].device.isOutOfReach(at: now)
        devices[index].reachChanges = devices[index].device.nextChangeOfReach(after: now)
        guard isOut != devices[index].isOutOfReach else { return }
        devices[index].isOutOfReach = isOut
        if isOut {
            cut(index, abort: true)
        } else if clients[index].isCast, !clients[index].staysAway {
            open(index, due: now)
        }
    }

    /// Moves the run on: begins, next phase, drain, goodbye.
    mutating func keepTime() {
        let now = self.now
        switch stage {
        case .gathering:
            if conductor.mustStop { return leave(at: now) }
            if conductor.applicationsAreReady { conductor.begin(at: now) }
            nextPhaseAt = min(conductor.start, now + .milliseconds(5))
            guard now >= conductor.start else { return loseHope(at: now) }
            stage = .playing
            nextPhaseAt = conductor.start
            beginDevices()
            beginPlayers(at: conductor.start)
        case .playing:
            if conductor.mustStop { return leave(at: now) }
            guard now >= nextPhaseAt else { return publishSnapshot(at: now) }
            guard nextPhase < plan.phases.count else { return drain(at: now) }
            let start = nextPhaseAt
            nextPhaseAt = start + plan.phases[nextPhase].duration
            nextPhase += 1
            beginPhase(nextPhase - 1, at: start)
        case .draining(let end):
            let isLate = now >= end
            if conductor.mustStop || isLate && !awaitsOthers(since: end, at: now) {
                return leave(at: now)
            }
            guard now >= nextPhaseAt else { return publishSnapshot(at: now) }
            publishSnapshot(at: now)
            tellPublished(isLate: isLate)
            if isDone(at: now) { return leave(at: now) }
            nextPhaseAt = isLate ? now + .milliseconds(20) : min(end, now + .milliseconds(20))
        case .leaving(let end):
            if now >= end { stage = .over }
            nextPhaseAt = end
        case .over: break
        }
        publishSnapshot(at: now)
    }

    /// Without its applications a run never begins: says so once none of them gets any further.
    private mutating func loseHope(at now: Instant) {
        // A little longer than a connect or a CONNACK may take, so that the reason is known.
        guard now - lastReady >= settings.connectTimeout + .seconds(2),
            let player = players.first(where: { !$0.isReady })
        else { return publishSnapshot(at: now) }
        let reason = obstacle ?? "its subscriptions are not answered"
        conductor.fail(
            .unreachable,
            "\(settings.endpoint.text): \(player.player.name) cannot begin: \(reason)")
    }

    private mutating func beginDevices() {
        let ramped = plan.rampedFleets
        for index in 0..<deviceSlots.count {
            if !ramped.contains(roster.contingents[devices[index].contingent].plan.name) {
                clients[index].isCast = true
                clients[index].errand = Errand(due: now, deed: .open)
                rest(index)
            }
            let device = devices[index].device
            devices[index].isOutOfReach = device.isOutOfReach(at: now)
            devices[index].reachChanges = device.nextChangeOfReach(after: now)
        }
    }

    private mutating func drain(at now: Instant) {
        stage = .draining(until: now + plan.drain)
        lastArrival = now
        // Long enough for every loop to have said where it stands.
        nextPhaseAt = now + .milliseconds(60)
        nextSnapshotAt = now
        for index in 0..<seats.count {
            clients[index].ambush = nil
            if isDevice(index) { leaveTunnel(index, at: now) }
            rest(index)
        }
    }

    /// The road ends with the phases: who is out of reach comes back for what it still holds.
    private mutating func leaveTunnel(_ index: Int, at now: Instant) {
        devices[index].reachChanges = .never
        guard devices[index].isOutOfReach else { return }
        devices[index].isOutOfReach = false
        guard clients[index].isCast, !clients[index].staysAway else { return }
        clients[index].dueToOpen = now
    }

    /// Whether everything that is owed has arrived, or nothing more seems to come.
    private func isDone(at now: Instant) -> Bool {
        let whole = conductor.whole
        guard whole.inFlight == 0, !wills.isWaiting else { return false }
        let abroad = conductor.abroad
        guard abroad?.isWaiting != true else { return false }
        return whole.settled >= whole.owed + (abroad?.owed ?? 0)
            || now - lastArrival >= .seconds(2)
    }

    private mutating func leave(at now: Instant) {
        stage = .leaving(until: now)
        nextPhaseAt = now
        for index in 0..<seats.count {
            clients[index].errand = nil
            clients[index].dueToOpen = .never
            conclude(index, .undecided)
            settleProbe(index)
            output.clear()
            clients[index].session.giveUp(into: &output)
            takeNotices(index)
            sayGoodbye(index, forGood: true)
            net.wake(Link(index), at: .never)
        }
        conductor.abroad?.published(tally.ledger.streams, by: index)
    }

    private mutating func publishSnapshot(at now: Instant) {
        guard now >= nextSnapshotAt else { return }
        nextSnapshotAt = now + .milliseconds(stage == .playing ? 250 : 20)
        if recent.count > 0, now - recentSince >= .seconds(1) {
            snapshot.recentP99 = recent.quantile(0.99) ?? 0
            recent = Histogram()
            recentSince = now
        }
        if case .draining = stage { snapshot.inFlight = underWay }
        watch.look(at: &tally.generator, loop: index, at: now)
        conductor.publish(snapshot, of: index)
    }

    /// Messages of QoS 1 and 2 that may still come to their end.
    private var underWay: Int {
        (0..<seats.count).reduce(0) { sum, index in
            sum + (clients[index].staysAway ? 0 : clients[index].session.undone)
        }
    }

    /// Closes this loop's books.
    mutating func close() {
        watch.end(&tally.generator, loop: index, at: now)
        tally.generator.sendBufferFull = net.counters.keptNanoseconds
        conductor.publish(snapshot, of: index)
    }
}
