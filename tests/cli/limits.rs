//! A limit of this machine is no fault of a server (here: of file handles, as `ulimit -n` sets it).
// Windows sets no such limit.
#![cfg(target_os = "linux")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::UdpSocket;
use std::process::Command;

use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::rdata::A;
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use rcgen::{CertificateParams, KeyPair};
use serde_json::Value;

use crate::program::{Program, text};

/// A server over UDP that answers every datagram.
pub(crate) fn datagrams(answer: fn(&[u8]) -> Vec<u8>) -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut heard = [0; 512];
        while let Ok((length, peer)) = socket.recv_from(&mut heard) {
            let _ = socket.send_to(&answer(&heard[..length]), peer);
        }
    });
    port
}

/// Each name is this machine's.
pub(crate) fn names(query: &[u8]) -> Vec<u8> {
    let query = Message::from_vec(query).unwrap();
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.recursion_available = true;
    reply.add_queries(query.queries.clone());
    let asked = &query.queries[0];
    if asked.query_type() == RecordType::A {
        let here = RData::A(A::new(127, 0, 0, 1));
        reply.add_answer(Record::from_rdata(asked.name().clone(), 60, here));
    }
    reply.to_vec().unwrap()
}

/// The time as this machine has it: a server of stratum 2 that follows 192.0.2.1 (RFC 5905 section 7.3).
fn time(request: &[u8]) -> Vec<u8> {
    let now = jiff::Timestamp::now();
    let seconds = now.as_second() + 2_208_988_800;
    let part = (now.subsec_nanosecond() as u64) << 32;
    let stamp = ((seconds as u64) << 32) + part / 1_000_000_000;
    let mut reply = vec![0; 48];
    (reply[0], reply[1], reply[3]) = (0x24, 2, 0xec);
    reply[12..16].copy_from_slice(&[192, 0, 2, 1]);
    reply[24..32].copy_from_slice(&request[40..48]);
    for field in [16, 32, 40] {
        reply[field..field + 8].copy_from_slice(&stamp.to_be_bytes());
    }
    reply
}

#[test]
fn without_file_handles_nothing_is_said_of_servers() {
    let (dns, ntp) = (datagrams(names), datagrams(time));
    let servers: Vec<String> = (1..=8)
        .map(|n| format!("\"ntp{n}.otp.test:{ntp}\""))
        .collect();
    let config = format!(
        "schema: 1\nappliance:\n  name: idp-01\n  dns: {{servers: [\"127.0.0.1:{dns}\"]}}\n  time: {{servers: [{}]}}\n  cloud: {{sms: \"https://127.0.0.1/SMS.svc\"}}\n  license: {{certificate: license}}\ncertificates: {{license: {{certificate: license.pem, key: license.key}}}}\nrealms:\n  SecureAuth1: {{}}\n",
        servers.join(", ")
    );
    let program = Program::with(&config);
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::default().self_signed(&key).unwrap();
    std::fs::write(program.path("license.pem"), certificate.pem()).unwrap();
    std::fs::write(program.path("license.key"), key.serialize_pem()).unwrap();
    let only = "name-resolution,time-source,certificate-validity,key-match";
    let arguments = format!("check --only {only} -o json");
    let (mut healthy, mut limited) = (0, 0);
    for handles in 4..=64 {
        let script = format!("ulimit -n {handles}; exec \"$0\" {arguments}");
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_otpdoctor")])
            .current_dir(program.path(""))
            .output()
            .unwrap();
        // With too few it does not even begin, and says so.
        let report = serde_json::from_slice::<Value>(&output.stdout);
        let Ok(report) = report else {
            let err = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(71), "{handles}: {err}");
            assert!(
                err.contains("no file handle, thread or memory left"),
                "{err}"
            );
            continue;
        };
        let findings = report["findings"].as_array().unwrap();
        let of = |key: &str, value: &str| findings.iter().any(|finding| finding[key] == value);
        assert!(
            !of("status", "fail") && !of("status", "warn"),
            "{handles}: {report:#}"
        );
        limited += usize::from(of("reason", "out-of-resources"));
        healthy += usize::from(!of("status", "unknown"));
    }
    assert!(limited > 0 && healthy > 0, "{limited} {healthy}");
}

/// Refuses every tunnel, so that nothing is asked twice.
#[test]
fn a_proxy_is_asked_for_one_tunnel_for_each_service() {
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = proxy.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in proxy.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let head = lines.map_while(Result::ok);
            assert!(head.take_while(|line| !line.is_empty()).count() > 0);
            let refused = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
            stream.write_all(refused).unwrap();
        }
    });
    let program = Program::with(&format!(
        "schema: 1\nappliance:\n  name: idp-01\n  proxy: {{url: 'http://127.0.0.1:{port}'}}\nrealms: {{A: {{}}, B: {{}}}}\n"
    ));
    let line = ["check", "--only", "proxy-reach,cloud-reach", "--trace"];
    let output = program.run(&line);
    let trace = text(&output.stderr);
    // The vendor's three services, of which two share a host.
    assert_eq!(trace.matches("-> CONNECT ").count(), 3, "{trace}");
}
