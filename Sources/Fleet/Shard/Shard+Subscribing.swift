import Base
import DeviceCloud
import Devices
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// Clients ask for their topics, and publish in earnest once they have them.
extension Shard {
    mutating func subscribe(_ index: Int) {
        let wanted =
            isDevice(index)
            ? subscriptions(ofDevice: index)
            : players[index - deviceSlots.count].player.subscriptions
        guard !wanted.isEmpty else { return isBack(index) }
        let outcome = clients[index].session.subscribe(wanted, at: now, into: &output)
        if case .refused(let refusal) = outcome {
            note("\(clientID(index)) cannot subscribe: \(refusal)")
            if !isDevice(index) {
                conductor.fail(.refused, "\(clientID(index)) cannot subscribe: \(refusal)")
            }
        }
    }

    private func subscriptions(ofDevice index: Int) -> [Subscription] {
        let slot = devices[index]
        let contingent = roster.contingents[slot.contingent]
        var wanted = contingent.model.commandTopics.map {
            Subscription(slot.device.filled($0), qos: contingent.plan.commandQoS)
        }
        if contingent.plan.model.shadow != nil {
            wanted += ShadowClient.filters(for: slot.device.clientID, role: .device)
                .map { Subscription($0, qos: .atLeastOnce) }
        }
        return wanted
    }

    mutating func subscribed(_ index: Int, _ request: Request, _ reasons: [ReasonCode]) {
        if request.token == Self.probeToken { return probeSubscribed(index, reasons) }
        tally.latencies.record(
            .suback, due: request.sentAt, sent: request.sentAt, end: arrivedAt)
        let wanted =
            isDevice(index)
            ? subscriptions(ofDevice: index)
            : players[index - deviceSlots.count].player.subscriptions
        var grants: [Grant] = []
        for (subscription, reason) in zip(wanted, reasons) {
            if reason.isFailure {
                note("the broker refused a subscription: \(reason)")
                if !isDevice(index), stage == .gathering {
                    conductor.fail(
                        .refused,
                        "the broker refused \(clientID(index)) the subscription to "
                            + "\(subscription.filter): \(reason)")
                }
            } else {
                grants.append(
                    Grant(filter: SharedFilter.plain(subscription.filter), qos: reason.rawValue))
            }
        }
        if !isDevice(index) || !grants.isEmpty { tally.grants[subscriber(index)] = grants }
        isBack(index)
    }

    /// Its subscriptions stand: what is published from now on is owed to it.
    mutating func isBack(_ index: Int) {
        clients[index].isSubscribed = true
        let number = subscriber(index)
        if tally.absences[number]?.isAway == true {
            tally.absences[number]!.comeBack(at: milliseconds(now))
        }
        if isDevice(index) {
            attendance.set(devices[index].number, listens: true)
            return getShadow(index)
        }
        let player = index - deviceSlots.count
        guard !players[player].isReady else { return recallWishes(player) }
        players[player].isReady = true
        lastReady = now
        conductor.applicationIsReady(at: now)
    }

    /// Asks what the shadow wants, after a time of not hearing of it.
    private mutating func getShadow(_ index: Int) {
        let slot = devices[index]
        guard roster.contingents[slot.contingent].plan.model.shadow != nil else { return }
        payload.removeAll(keepingCapacity: true)
        _ = hand(
            index, topic: ShadowTopic.classic(.get, of: slot.device.clientID), qos: .atLeastOnce,
            token: Self.noStream, due: now)
    }

    /// Tells the shadow what state the device is in.
    mutating func reportShadow(_ index: Int) {
        let slot = devices[index]
        payload.removeAll(keepingCapacity: true)
        slot.device.shadowReport(into: &payload)
        guard !payload.isEmpty else { return }
        _ = hand(
            index, topic: ShadowTopic.classic(.update, of: slot.device.clientID),
            qos: .atLeastOnce, token: Self.noStream, due: now)
    }
}
