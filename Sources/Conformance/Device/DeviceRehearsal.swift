import Base
package import MQTT
import Reports

/// A trial of gale's own sessions, in the same process and in virtual time.
package enum DeviceRehearsal {
    /// What a way takes.
    private static let way = Duration.milliseconds(1)

    private struct Event {
        let at: Instant
        let device: Int
        /// Nil for the end of the connection.
        let bytes: [UInt8]?
        let toTrial: Bool
        /// Which connection of the device it belongs to.
        let turn: Int
    }

    /// What became of each check, with clients that all have `flaw`.
    package static func play(
        _ version: Version, flaw: DeviceFlaw? = nil, checks: [DeviceCheck] = DeviceCheck.all,
        lasting length: Duration = .minutes(20)
    ) -> [DeviceTally] {
        var trial = DeviceTrial(checks)
        var devices = RehearsedDevice.Habit.allCases.enumerated().map {
            RehearsedDevice($1, version, flaw, link: $0)
        }
        var turns = devices.map { _ in 0 }
        var events: [Event] = []
        var now = Instant.zero
        var actions: [DeviceTrial.Action] = []

        func dispatch() {
            for action in actions {
                switch action {
                case .send(let bytes, let link):
                    let turn = turns[link.number]
                    if let last = events.indices.last(where: { !events[$0].toTrial }),
                        events[last].device == link.number, events[last].turn == turn,
                        events[last].at == now + way, let before = events[last].bytes
                    {
                        events[last] = Event(
                            at: now + way, device: link.number, bytes: before + bytes,
                            toTrial: false, turn: turn)
                    } else {
                        events.append(
                            Event(
                                at: now + way, device: link.number, bytes: bytes, toTrial: false,
                                turn: turn))
                    }
                case .close(let link):
                    events.append(
                        Event(
                            at: now + way, device: link.number, bytes: nil, toTrial: false,
                            turn: turns[link.number]))
                }
            }
            actions = []
        }

        func send(_ index: Int, _ result: (bytes: [[UInt8]], closes: Bool)) {
            for bytes in result.bytes {
                events.append(
                    Event(
                        at: now + way, device: index, bytes: bytes, toTrial: true,
                        turn: turns[index]))
            }
            guard result.closes else { return }
            devices[index].closed(at: now)
            events.append(
                Event(at: now + way, device: index, bytes: nil, toTrial: true, turn: turns[index]))
        }

        while now < .zero + length {
            let due = devices.map(\.deadline).min()!
            now = max(now, min(min(due, trial.deadline), events.first?.at ?? .never))
            while let event = events.first, event.at <= now {
                events.removeFirst()
                guard event.turn == turns[event.device] else { continue }
                if event.toTrial {
                    let link = Link(event.device)
                    if let bytes = event.bytes {
                        trial.receive(bytes, on: link, at: now, into: &actions)
                    } else {
                        trial.closed(link, at: now, into: &actions)
                    }
                    dispatch()
                } else if let bytes = event.bytes {
                    let result = devices[event.device].receive(bytes, at: now)
                    send(event.device, result)
                } else {
                    devices[event.device].closed(at: now)
                }
            }
            if trial.deadline <= now { trial.tick(at: now, into: &actions) }
            dispatch()
            for index in devices.indices {
                if devices[index].dials(at: now) {
                    turns[index] += 1
                    trial.accepted(Link(index), at: now, into: &actions)
                    dispatch()
                    let bytes = devices[index].open(at: now)
                    send(index, (bytes, false))
                } else if devices[index].deadline <= now {
                    let result = devices[index].tick(at: now)
                    send(index, result)
                }
            }
            if trial.isDone { break }
        }
        return trial.results
    }
}

extension DeviceTally {
    /// Whether some client did not do what the check wants.
    package var isComplaint: Bool { verdict == .failed || verdict == .tolerated }
}
