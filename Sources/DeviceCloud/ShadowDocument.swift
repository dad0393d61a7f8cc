import Base

/// What is kept of one shadow.
struct ShadowDocument: Sendable, Equatable {
    /// A half of the state, with the time at which each leaf was set; empty when absent.
    struct Section: Sendable, Equatable {
        var state = JSON.Members()
        var metadata = JSON.Members()

        mutating func apply(_ change: ShadowRequest.Change, at seconds: Int64) {
            switch change {
            case .none: break
            case .remove: self = Section()
            case .merge(let patch):
                ShadowTree.merge(patch, into: &state, metadata: &metadata, at: seconds)
            }
        }
    }

    var desired = Section()
    var reported = Section()
    /// Of the last accepted update, or one more than that once deleted.
    var version: Int64 = 0
    /// When it was deleted; only the version is kept since.
    var deletedAt: Int64?

    var exists: Bool { deletedAt == nil && version > 0 }

    /// This document after `request`.
    func updated(by request: ShadowRequest, at seconds: Int64) -> ShadowDocument {
        var next = self
        next.desired.apply(request.desired, at: seconds)
        next.reported.apply(request.reported, at: seconds)
        next.version += 1
        next.deletedAt = nil
        return next
    }

    var difference: (state: JSON.Members, metadata: JSON.Members) {
        ShadowTree.difference(
            desired: desired.state, reported: reported.state, metadata: desired.metadata)
    }

    /// Bytes that count against the limit.
    var size: Int {
        [desired, reported].reduce(0) { sum, section in
            sum + (section.state.isEmpty ? 0 : ShadowTree.size(of: .object(section.state)))
        }
    }

    /// The sections that are not empty, as members of `state` and of `metadata`.
    var sections: (state: JSON.Members, metadata: JSON.Members) {
        var state = JSON.Members()
        var metadata = JSON.Members()
        for (name, section) in [("desired", desired), ("reported", reported)]
        where !section.state.isEmpty {
            state[name] = .object(section.state)
            metadata[name] = .object(section.metadata)
        }
        return (state, metadata)
    }
}
