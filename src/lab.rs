//! A realm on the loopback whose faults can be injected one at a time: `otpdoctor demo` and the tests use it.

mod cloud;
mod dns;
mod http;
mod ntp;
mod pki;
mod proxy;
mod serve;
mod smtp;
mod tls;
