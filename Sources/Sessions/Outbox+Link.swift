import Base
import MQTT

/// What a change of the link or of time does to the messages that are not done.
extension Outbox {
    /// The link is gone: nobody owes an answer any more.
    mutating func unlink() {
        unacknowledged = 0
        next = head
        for index in Int(head)..<entries.count where entries[index].state == .published {
            entries[index].state = .unsent
        }
    }

    /// The session goes on over a new link: the PUBRELs are sent again at once by `resend`.
    mutating func resume(_ resend: (_ id: UInt16) -> Void) {
        next = head
        for index in Int(head)..<entries.count where entries[index].state == .released {
            unacknowledged += 1
            resend(entries[index].id)
        }
    }

    /// The session is gone: what had no PUBREC waits again, what had is handed to `abandon`.
    ///
    /// With `repeating` false, so is what was published at QoS 2 and may have arrived.
    mutating func restart(repeating: Bool, _ abandon: (Entry) -> Void) {
        next = head
        var index = Int(head)
        while index < entries.count {
            let entry = entries[index]
            switch entry.state {
            case .unsent where repeating || entry.qos == .atLeastOnce:
                entries[index].state = .queued
                entries[index].id = 0
                queued += 1
                nextExpiry = min(nextExpiry, entry.expiresAt)
            case .unsent, .released:
                abandon(entry)
                // Nobody owes an answer to it on any connection.
                entries[index].state = .unsent
                finish(index)
            case .queued, .published, .done: break
            }
            index += 1
        }
        if isEmpty { return }
        next = head
    }

    /// Gives up the waiting messages whose time has passed.
    mutating func expire(at now: Instant, _ abandon: (Entry) -> Void) {
        guard now >= nextExpiry else { return }
        nextExpiry = .never
        var index = Int(head)
        while index < entries.count {
            let entry = entries[index]
            if entry.state == .queued {
                if entry.expiresAt <= now {
                    abandon(entry)
                    finish(index)
                } else {
                    nextExpiry = min(nextExpiry, entry.expiresAt)
                }
            }
            index += 1
        }
    }

    /// Closes the gaps of what is done, once they are more than the rest.
    mutating func compact() {
        let gaps = Int(doneEntries) * 2 > entries.count && entries.count >= 8
        guard gaps || Int(doneBytes) * 2 > bytes.count && bytes.count >= 1024 else { return }
        var kept = 0
        var end = 0
        var newNext = UInt32(0)
        for index in entries.indices {
            if index == Int(next) { newNext = UInt32(kept) }
            var entry = entries[index]
            guard entry.state != .done else { continue }
            let start = Int(entry.start)
            let size = entry.size
            bytes.withUnsafeMutableBytes { all in
                if size > 0, start != end {
                    let part = UnsafeRawBufferPointer(rebasing: all[start..<start + size])
                    UnsafeMutableRawBufferPointer(rebasing: all[end..<end + size])
                        .copyMemory(from: part)
                }
            }
            entry.start = UInt32(end)
            entries[kept] = entry
            kept += 1
            end += size
        }
        if Int(next) >= entries.count { newNext = UInt32(kept) }
        next = newNext
        entries.removeLast(entries.count - kept)
        bytes.removeLast(bytes.count - end)
        head = 0
        doneEntries = 0
        doneBytes = 0
    }
}
