import Base
import Devices
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

extension Shard {
    /// The part that loop `index` of `settings.loops` plays.
    init(
        _ roster: Roster, _ settings: RunSettings, loop index: Int, conductor: Conductor,
        board: SendBoard, wills: WillBoard, attendance: Attendance, net: Net
    ) {
        self.roster = roster
        self.settings = settings
        self.index = index
        self.conductor = conductor
        self.board = board
        self.wills = wills
        self.attendance = attendance
        self.net = net
        tally = Tally(qos: roster.streamQoS.map(\.rawValue), start: .zero)
        var cast = Cast()
        cast.addDevices(of: roster, loop: index, of: settings.loops)
        cast.addPlayers(of: roster, loop: index, of: settings.loops)
        seats = Slots(cast.clients)
        deviceSlots = Slots(cast.devices)
        streamSlots = Slots(cast.streams)
        texts = Slots(cast.texts)
        players = cast.players
        if let passports = settings.passports { handOut(passports) }
    }

    private func handOut(_ passports: Passports) {
        for index in 0..<deviceSlots.count {
            let passport = passports.devices[devices[index].contingent][devices[index].member]
            clients[index].papers = passport.map(Papers.init)
        }
        for (index, slot) in players.enumerated() {
            let passport = passports.applications[slot.player.name]
            clients[deviceSlots.count + index].papers = passport.map(Papers.init)
        }
    }
}

/// The clients of one loop as they are before the first event.
private struct Cast {
    var clients: [Client] = []
    var devices: [DeviceSlot] = []
    var streams: [StreamSlot] = []
    var players: [PlayerSlot] = []
    var texts: [UInt8] = []

    private mutating func add(_ bytes: some Collection<UInt8>) -> Text {
        defer { texts += bytes }
        return Text(start: texts.count, count: bytes.count)
    }

    mutating func addDevices(of roster: Roster, loop index: Int, of loops: Int) {
        let seed = SplitMix64(seed: roster.plan.seed)
        for (number, contingent) in roster.contingents.enumerated()
        where roster.plays(contingent.plan.name) {
            let properties = add(contingent.properties)
            for member in 0..<contingent.plan.count {
                let device = contingent.firstDevice + member
                guard device % loops == index else { continue }
                let random = seed.split(UInt64(device))
                devices.append(
                    DeviceSlot(
                        device: Device(
                            of: contingent.model, number: contingent.plan.firstID + member,
                            clientID: contingent.clientID(of: member), startingAt: .zero,
                            random: random),
                        number: device, member: member, contingent: number,
                        firstStream: streams.count,
                        messages: contingent.plan.every.count,
                        messageExpiry: contingent.plan.client.version == .v5
                            ? contingent.plan.messageExpiry : nil,
                        properties: properties))
                addStreams(of: contingent, member)
                let aliases = contingent.plan.useTopicAlias ? contingent.streamsPerDevice : 0
                clients.append(
                    Client(
                        contingent.plan.client, topicAliases: aliases, seed: random.split(1),
                        isFlatOut: contingent.plan.every.contains(.zero)))
            }
        }
    }

    private mutating func addStreams(of contingent: Roster.Contingent, _ member: Int) {
        let values = contingent.values(of: member)
        let model = contingent.model
        let topics =
            model.messageTopics.map(Optional.some) + model.answerTopics + [model.greetingTopic]
        for (index, topic) in topics.enumerated() {
            let text = add((topic?.filled(values) ?? "").utf8)
            streams.append(
                StreamSlot(number: contingent.stream(message: index, of: member), topic: text))
            guard index < contingent.plan.every.count else { continue }
            streams[streams.count - 1].qos = contingent.plan.qos[index]
            streams[streams.count - 1].retain = contingent.plan.retain[index]
            streams[streams.count - 1].every = contingent.plan.every[index].nanoseconds
        }
    }

    mutating func addPlayers(of roster: Roster, loop index: Int, of loops: Int) {
        let seed = SplitMix64(seed: ~roster.plan.seed)
        for (number, player) in roster.players.enumerated() {
            // Who shares a subscription shares a ledger, and so a loop.
            guard player.ledgerNumber % loops == index, roster.plays(player.plan.name)
            else { continue }
            let first = streams.count
            for (index, publication) in player.plan.publications.enumerated() {
                let topic = Template.words(
                    publication.topic, id: number - player.ledgerNumber + 1, name: player.name)
                streams.append(
                    StreamSlot(number: player.firstStream + index, topic: add(topic.utf8)))
            }
            players.append(PlayerSlot(player, firstStream: first))
            clients.append(Client(player.plan.client, seed: seed.split(UInt64(number))))
        }
    }
}

extension Client {
    init(
        _ plan: ClientPlan, topicAliases: Int = 0, seed: SplitMix64, isFlatOut: Bool = false
    ) {
        var seed = seed
        version = plan.version
        packetLimit = plan.maximumPacketSize.map(Int.init) ?? 16 << 20
        turn = isFlatOut ? plan.perWrite ?? plan.window : 0
        window = plan.window
        session = ClientSession(
            SessionSettings(
                window: UInt16(clamping: plan.window), backlog: UInt16(clamping: plan.backlog),
                topicAliases: UInt16(clamping: topicAliases)))
        backOff = BackOff(seed: seed.next())
        // 3.1.1 cannot ask for a fresh session that lasts: an old one is swept away first.
        needsSweep = plan.version == .v3_1_1 && !plan.cleanStart
    }
}
