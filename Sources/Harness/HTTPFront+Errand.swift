import Crypto
import MQTT
package import ReferenceBroker
package import Web

/// What a request asks for, and in whose name.
extension HTTPFront {
    package func errand(of request: HTTPRequest, from principal: Principal?) -> Errand {
        guard !isShuttingDown else {
            return .refuse(status: 503, "the broker is shutting down")
        }
        do throws(WebError) {
            let target = request.head.target.withoutAuthority
            guard target.hasPrefix(TopicPost.prefix) else {
                throw WebError("publish by POST \(TopicPost.prefix){topic}?qos=0|1", status: 404)
            }
            guard request.head.method == "POST" else {
                throw WebError("only POST publishes; this interface reads nothing", status: 405)
            }
            guard
                request.head.fields["content-length"] != nil
                    || request.head.fields["transfer-encoding"] != nil
            else {
                throw WebError("the length of the body is not stated", status: 411)
            }
            let publish = try publish(of: try TopicPost(target: target), request.body)
            return .publish(publish, by: try poster(of: request.head.fields, principal))
        } catch {
            return .refuse(status: error.status, error.message)
        }
    }

    private func publish(of post: TopicPost, _ payload: [UInt8]) throws(WebError) -> Publish {
        var properties = Properties()
        if let type = post.contentType {
            guard type.utf8.count <= 0xFFFF, !type.utf8.contains(0) else {
                throw WebError("the contentType has a NUL in it, or more than 65,535 bytes")
            }
            properties.contentType = type
        }
        properties.responseTopic = post.responseTopic
        properties.messageExpiryInterval = post.messageExpiry
        let publish = Publish(
            topic: post.topic, payload: payload,
            qos: post.qos == 0 ? .atMostOnce : .atLeastOnce, retain: post.retain,
            properties: properties)
        let size = Packet.publish(publish).size(.v5)
        guard size <= packetLimit else {
            throw WebError(
                "the message is a packet of \(size) bytes; \(packetLimit) are allowed",
                status: 413)
        }
        return publish
    }

    private func poster(
        of fields: [HTTPField], _ principal: Principal?
    ) throws(WebError) -> Poster {
        var poster = try basic(fields, principal)
        poster.principal = principal
        let names = fields.all(Authorizer.nameKey)
        guard let name = names.first else { return poster }
        guard names.count == 1 else { throw WebError("two custom authorizers are asked for") }
        guard let authorizer = authorizers.first(where: { $0.name == name }) else {
            throw WebError("the custom authorizer that is asked for does not exist", status: 401)
        }
        let tokens = fields.all(authorizer.tokenKey)
        guard tokens.count <= 1 else { throw WebError("two tokens are given") }
        poster.userName = authorizer.userName(
            for: poster.userName ?? "", token: tokens.first.map { Array($0.utf8) })
        return poster
    }

    /// User name and password of RFC 7617.
    private func basic(
        _ fields: [HTTPField], _ principal: Principal?
    ) throws(WebError) -> Poster {
        let values = fields.all("authorization")
        guard let value = values.first else { return Poster() }
        guard values.count == 1 else { throw WebError("two authorizations are given") }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.first?.lowercased() == "basic" else {
            // The transport has verified a signature already.
            if principal?.kind == .signature { return Poster() }
            throw WebError("of authorizations only Basic is known", status: 401)
        }
        let pair = parts.count == 2 ? Base64.decode(String(parts[1])) : nil
        guard let pair, let colon = pair.firstIndex(of: UInt8(ascii: ":")),
            let name = String(validating: pair[..<colon], as: UTF8.self)
        else {
            throw WebError("the Basic authorization is no user name and password", status: 401)
        }
        return Poster(userName: name, password: Array(pair[(colon + 1)...]))
    }
}

extension String {
    /// A request target without the `http://host` that a proxy's client puts before it
    /// (RFC 9112 §3.2.2).
    fileprivate var withoutAuthority: String {
        for scheme in ["http://", "https://"] where lowercased().hasPrefix(scheme) {
            let rest = dropFirst(scheme.count)
            return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
        }
        return self
    }
}
