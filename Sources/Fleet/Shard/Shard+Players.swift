import Base
import Devices
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// Applications publish, give commands and keep shadows in step.
extension Shard {
    mutating func callPlayer(_ player: Int) {
        let index = deviceSlots.count + player
        clients[index].isCast = true
        open(index, due: now)
    }

    /// The phases begin: so do the schedules of the applications.
    mutating func beginPlayers(at start: Instant) {
        for player in players.indices {
            let plan = players[player].player.plan
            for publication in plan.publications.indices {
                streams[players[player].firstStream + publication].due = start
            }
            for index in plan.commands.indices {
                guard let every = plan.commands[index].every else { continue }
                addRound(player, command: index, start: start, length: every, repeats: true)
            }
            rest(deviceSlots.count + player)
        }
    }

    mutating func addRound(
        _ player: Int, command index: Int, start: Instant, length: Duration, repeats: Bool
    ) {
        let command = players[player].player.plan.commands[index]
        guard
            let contingent = roster.contingents.firstIndex(where: { $0.plan.name == command.fleet }
            ),
            let place = roster.contingents[contingent].plan.model.commands.firstIndex(where: {
                $0.name == command.command
            })
        else { return }
        let count = roster.contingents[contingent].plan.count
        let portion = Portion(of: command.share, among: count, seed: plan.seed)
        players[player].rounds.append(
            CommandRound(
                command, contingent: contingent, index: place,
                members: (0..<count).filter { portion.rank(of: $0) != nil }, start: start,
                length: length, repeats: repeats))
    }

    mutating func serveDue(player: Int) {
        guard isPublishing, !clients[deviceSlots.count + player].isCongested else { return }
        publishDue(player: player)
        for round in players[player].rounds.indices {
            while players[player].rounds[round].due <= now {
                let due = players[player].rounds[round].due
                let member = players[player].rounds[round].take()
                give(players[player].rounds[round], to: member, by: player, due: due)
            }
        }
        players[player].rounds.removeAll { $0.due == .never }
    }

    private mutating func publishDue(player: Int) {
        let slot = players[player]
        let index = deviceSlots.count + player
        for (place, publication) in slot.player.plan.publications.enumerated() {
            let stream = slot.firstStream + place
            while streams[stream].due <= now {
                let due = streams[stream].due
                streams[stream].due = due.advanced(byNanoseconds: publication.every.nanoseconds)
                if publication.qos == .atMostOnce, !clients[index].session.isConnected {
                    tally.skipped += 1
                    continue
                }
                let number = tally.ledger.streams[streams[stream].number].published
                payload.removeAll(keepingCapacity: true)
                slot.payloads[place].append(
                    Template.Values(
                        name: slot.player.name, epochMilliseconds: milliseconds(due),
                        number: UInt32(truncatingIfNeeded: number)),
                    to: &payload)
                send(
                    index, stream: stream, qos: publication.qos, retain: publication.retain,
                    due: due)
            }
        }
    }

    /// Gives one command to one device.
    private mutating func give(
        _ round: CommandRound, to member: Int, by player: Int, due: Instant
    ) {
        let contingent = roster.contingents[round.contingent]
        let command = round.command
        switch command.route {
        case .shadow: desire(command, of: contingent.clientID(of: member), by: player, due: due)
        case .topic:
            let device = contingent.firstDevice + member
            let stream = contingent.stream(command: round.index, of: member)
            let topic = contingent.model.commandTopics[round.index]
                .filled(contingent.values(of: member))
            payload.removeAll(keepingCapacity: true)
            payload.append(contentsOf: command.payload.compact.utf8)
            let outcome = hand(
                deviceSlots.count + player, topic: Array(topic.utf8), qos: command.qos,
                token: UInt64(stream), due: due)
            guard outcome != .none else { return }
            if outcome == .sent {
                tally.generator.lateness.record(max(0, now.nanoseconds(since: due)))
            }
            _ = tally.ledger.streams[stream].publish(due: milliseconds(due))
            snapshot.published += 1
            snapshot.owed += Int(roster.audience[stream])
            tally.timeline.add(1, to: .published, at: now)
            guard contingent.model.answerTopics[round.index] != nil, attendance.listens(device)
            else { return }
            let sent = outcome == .sent ? now : nil
            remember(PlayerSlot.Question(due: due, sent: sent), of: device, by: player)
        }
    }

    private mutating func remember(
        _ question: PlayerSlot.Question, of device: Int, by player: Int
    ) {
        var questions = players[player].unanswered[device] ?? []
        if questions.count == PlayerSlot.mostUnanswered { questions.removeFirst() }
        players[player].unanswered[device] = questions + [question]
    }

    /// A message of client `index` that had waited is on its way: if it was a command, the service
    /// time of its answer begins now.
    mutating func left(_ token: UInt64, due: Instant, _ index: Int) {
        guard !isDevice(index), token != Self.noStream,
            let device = roster.device(commandedOn: Int(token))
        else { return }
        let player = index - deviceSlots.count
        guard var questions = players[player].unanswered[device],
            let place = questions.firstIndex(where: { $0.due == due && $0.sent == nil })
        else { return }
        questions[place].sent = now
        players[player].unanswered[device] = questions
    }

    /// A device answered a command of this application.
    mutating func answered(_ player: Int, by device: Int) {
        guard var questions = players[player].unanswered[device], !questions.isEmpty else { return }
        let question = questions.removeFirst()
        players[player].unanswered[device] = questions.isEmpty ? nil : questions
        tally.latencies.record(
            .roundTrip, due: question.due, sent: question.sent, end: arrivedAt)
    }
}
