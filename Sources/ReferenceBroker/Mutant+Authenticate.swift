import Base
import MQTT

/// What mutants do in an enhanced authentication, and to what a broker lacks.
extension Mutant {
    static let authMisspelling: [Mutant: Misspelling] = [
        .misstatesMethodOfAuth: auth { $0.properties.authenticationMethod = "GALE-NONE" },
        .saysSuccessForChallenge: auth { $0.reason = .success },
    ]

    private static func auth(_ deed: @escaping @Sendable (inout Auth) -> Void) -> Misspelling {
        { packet, version in
            guard case .auth(var auth) = packet else { return nil }
            deed(&auth)
            return Packet.auth(auth).encoded(version)
        }
    }
}

extension Broker {
    /// How many Topic Aliases a mutant sets that ignores what the client said of them.
    mutating func spoilAliasMaximum(of link: Int, _ asked: UInt16?) {
        let most = Int(configuration.outgoingTopicAliases)
        switch mutant {
        case .ignoresAliasMaximum: if asked ?? 0 > 0 { connections[link].ownAliasMaximum = most }
        case .takesAliasMaximum0ForAny: if asked == 0 { connections[link].ownAliasMaximum = most }
        case .takesNoAliasMaximumForAny:
            if asked == nil { connections[link].ownAliasMaximum = most }
        case .keepsAliasMaximum:
            let session = connections[link].session
            if asked ?? 0 > 0 {
                aliased.insert(session)
            } else if aliased.contains(session) {
                connections[link].ownAliasMaximum = most
            }
        default: break
        }
    }

    /// What mutants do with a message that its client may not publish.
    ///
    /// - Returns: whether that was all.
    mutating func spoilDenied(
        _ publish: Publish, on link: Int, at now: Instant, into actions: inout [Action]
    ) -> Bool {
        switch mutant {
        case .swallowsDenied: return true
        case .deliversDenied:
            self.publish(publish, at: now, into: &actions)
            return false
        case .disconnectsForDeniedAndStays where connections[link].version == .v5:
            send(.disconnect(Disconnect(reason: .notAuthorized)), to: link, into: &actions)
            return true
        default: return false
        }
    }
}
