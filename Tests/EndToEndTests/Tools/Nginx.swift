import Foundation
import Testing

/// A real nginx that ends TLS in front of a broker on loopback: wss:// and https://.
final class Nginx {
    static let program = "/usr/sbin/nginx"

    /// Where it speaks TLS to the world.
    let port: UInt16

    /// - Parameters:
    ///   - port: where it finds the broker's WebSocket, or its HTTP.
    ///   - isMutual: whether it demands certificates, and refuses those that are revoked.
    ///   - folder: where ``Papers`` are.
    init(to port: UInt16, isMutual: Bool = false, in folder: Workspace) throws {
        try Need.tool(Self.program)
        self.port = try Port.free()
        let demands = """
            ssl_client_certificate papers/ca.pem;
            ssl_crl papers/crl.pem;
            ssl_verify_client on;
            ssl_verify_depth 2;
            """
        try folder.write(
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr crit;
            events { worker_connections 256; }
            http {
                access_log off;
                client_body_temp_path nginx/body;
                proxy_temp_path nginx/proxy;
                fastcgi_temp_path nginx/fastcgi;
                uwsgi_temp_path nginx/uwsgi;
                scgi_temp_path nginx/scgi;
                server {
                    listen 127.0.0.1:\(self.port) ssl;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate papers/server.pem;
                    ssl_certificate_key papers/server.key;
                    \(isMutual ? demands : "")
                    location / {
                        proxy_pass http://127.0.0.1:\(port);
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $http_connection;
                    }
                }
            }

            """, to: "nginx.conf")
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "nginx"), withIntermediateDirectories: true)
        _ = try Child([Self.program, "-p", ".", "-c", "nginx.conf"], in: folder)
        try Port.waitForListener(at: self.port)
    }
}
