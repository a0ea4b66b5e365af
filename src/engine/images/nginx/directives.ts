// Models nginx@v1.29 src/http/ngx_http_core_module.c
// and its neighbours: which directives there are, and where.

/** Where a directive may stand: main, events, http, server, location, if, upstream; b: takes a block. */
export interface Rule {
  readonly where: string;
  readonly isBlock: boolean;
  readonly least: number;
  readonly most: number;
  /** `no`: nginx knows it, and what it does is not modelled here. */
  readonly effect: 'modelled' | 'none' | 'no';
}

/** Contexts: m main, e events, h http, s server, l location, i if, u upstream. Then how many arguments. */
const MODELLED = `
user m 1-2; worker_processes m 1; daemon m 1; pid m 1; error_log mhsl 1-2; events m 0 b; http m 0 b; include * 1;
server h 0 b; upstream h 1 b; location sl 1-2 b; if sl 1-9 b; map h 2 b; types hsl 0 b; listen s 1-9;
server_name s 0-99; root hsli 1; alias l 1; index hsl 1-99; try_files sl 2-99; autoindex hsl 1; default_type hsl 1;
return sli 1-2; rewrite sli 2-3; set sli 2; break sli 0; proxy_pass li 1; proxy_set_header hsl 2;
proxy_read_timeout hsl 1; proxy_connect_timeout hsl 1; proxy_next_upstream hsl 1-9; proxy_redirect hsl 1-2;
proxy_hide_header hsl 1; add_header hsli 2-3; expires hsli 1-2; access_log hsli 1-9;
log_format h 2-99; error_page hsli 2-99; client_max_body_size hsl 1; stub_status sl 0-1; internal l 0;
allow hsl 1; deny hsl 1; server_tokens hsl 1; absolute_redirect hsl 1;
port_in_redirect hsl 1; worker_connections e 1; ip_hash u 0`;

/** Rightly without effect: they tune what a simulation has not, or change nothing that is seen. */
const NO_EFFECT = `
worker_rlimit_nofile m 1; keepalive_timeout hsl 1-2; keepalive u 1; proxy_http_version hsl 1; worker_cpu_affinity m 1-9; worker_priority m 1; worker_shutdown_timeout m 1; pcre_jit m 1;
timer_resolution m 1; master_process m 1; lock_file m 1; env m 1; use e 1; multi_accept e 1; accept_mutex e 1;
sendfile hsli 1; tcp_nopush hsl 1; tcp_nodelay hsl 1; aio hsl 1; directio hsl 1; output_buffers hsl 2;
sendfile_max_chunk hsl 1; keepalive_requests hslu 1; keepalive_time hsl 1; keepalive_disable hsl 1-9;
send_timeout hsl 1; client_body_timeout hsl 1; client_header_timeout hs 1; client_body_buffer_size hsl 1;
client_header_buffer_size hs 1; large_client_header_buffers hs 2; client_body_temp_path hsl 1-4;
proxy_temp_path hsl 1-4; fastcgi_temp_path hsl 1-4; uwsgi_temp_path hsl 1-4; scgi_temp_path hsl 1-4;
reset_timedout_connection hsl 1; server_names_hash_bucket_size h 1; server_names_hash_max_size h 1;
types_hash_max_size hsl 1; types_hash_bucket_size hsl 1; map_hash_bucket_size h 1; map_hash_max_size h 1;
variables_hash_max_size h 1; variables_hash_bucket_size h 1; open_file_cache hsl 1-2; open_file_cache_valid hsl 1;
open_file_cache_min_uses hsl 1; open_file_cache_errors hsl 1; gzip hsli 1; gzip_types hsl 1-99; gzip_vary hsl 1;
gzip_proxied hsl 1-9; gzip_comp_level hsl 1; gzip_min_length hsl 1; gzip_buffers hsl 2; gzip_http_version hsl 1;
gzip_disable hsl 1-9; gzip_static hsl 1; etag hsl 1; charset hsli 1; charset_types hsl 1-9; if_modified_since hsl 1;
log_not_found hsl 1; log_subrequest hsl 1; merge_slashes hs 1; ignore_invalid_headers hs 1;
underscores_in_headers hs 1; chunked_transfer_encoding hsl 1; resolver hslu 1-9; resolver_timeout hslu 1;
proxy_buffering hsl 1; proxy_buffers hsl 2; proxy_buffer_size hsl 1; proxy_busy_buffers_size hsl 1;
proxy_max_temp_file_size hsl 1; proxy_request_buffering hsl 1; proxy_send_timeout hsl 1; proxy_bind hsl 1-2;
proxy_ignore_client_abort hsl 1; proxy_intercept_errors hsl 1; proxy_pass_header hsl 1; proxy_socket_keepalive hsl 1;
proxy_headers_hash_max_size hsl 1; proxy_headers_hash_bucket_size hsl 1; proxy_next_upstream_timeout hsl 1;
proxy_next_upstream_tries hsl 1; zone u 1-2; recursive_error_pages hsl 1; satisfy hsl 1; lingering_close hsl 1;
lingering_timeout hsl 1; lingering_time hsl 1; rewrite_log hsli 1; msie_padding hsl 1; autoindex_exact_size hsl 1;
autoindex_localtime hsl 1; thread_pool m 2-3; debug_connection e 1; keepalive_min_timeout hsl 1`;

/** nginx knows them, and here they do nothing: it is said when the server starts. */
const NOT_MODELLED = `
load_module m 1; server_name_in_redirect hsl 1; least_conn u 0; random u 0-2; stream m 0 b; mail m 0 b; geo h 1-2 b; split_clients h 2 b; limit_except l 1-9 b; auth_basic hsl 1;
auth_basic_user_file hsl 1; auth_request sl 1; auth_request_set sl 2; limit_req hsl 1-9; limit_req_zone h 3-4;
limit_req_status hsl 1; limit_req_log_level hsl 1; limit_conn hsl 2; limit_conn_zone h 2; limit_conn_status hsl 1;
limit_rate hsli 1; limit_rate_after hsli 1; proxy_cache hsl 1; proxy_cache_path h 2-99; proxy_cache_valid hsl 1-99;
proxy_cache_key hsl 1; proxy_cache_bypass hsl 1-9; proxy_no_cache hsl 1-9; proxy_cache_use_stale hsl 1-9;
proxy_cache_methods hsl 1-9; proxy_cache_lock hsl 1; proxy_cache_min_uses hsl 1; proxy_cookie_path hsl 1-2;
proxy_cookie_domain hsl 1-2; proxy_method hsl 1; proxy_set_body hsl 1; proxy_ssl_verify hsl 1;
proxy_ssl_server_name hsl 1; proxy_ssl_name hsl 1; proxy_ssl_protocols hsl 1-9; proxy_ssl_trusted_certificate hsl 1;
proxy_ssl_certificate hsl 1; proxy_ssl_certificate_key hsl 1; proxy_store hsl 1; ssl_certificate hs 1;
ssl_certificate_key hs 1; ssl_protocols hs 1-9; ssl_ciphers hs 1; ssl_prefer_server_ciphers hs 1;
ssl_session_cache hs 1-2; ssl_session_timeout hs 1; ssl_session_tickets hs 1; ssl_dhparam hs 1; ssl_stapling hs 1;
ssl_stapling_verify hs 1; ssl_trusted_certificate hs 1; ssl_verify_client hs 1; ssl_client_certificate hs 1;
ssl_ecdh_curve hs 1; ssl_buffer_size hs 1; http2 hs 1; http3 hs 1; fastcgi_pass li 1; fastcgi_param hsl 2-3;
fastcgi_index hsl 1; fastcgi_split_path_info l 1; fastcgi_read_timeout hsl 1; fastcgi_buffers hsl 2;
fastcgi_buffer_size hsl 1; fastcgi_intercept_errors hsl 1; fastcgi_hide_header hsl 1; uwsgi_pass li 1;
uwsgi_param hsl 2-3; scgi_pass li 1; grpc_pass li 1; grpc_set_header hsl 2; memcached_pass li 1;
real_ip_header hsl 1; set_real_ip_from hsl 1; real_ip_recursive hsl 1; sub_filter hsl 2; sub_filter_once hsl 1;
sub_filter_types hsl 1-9; add_before_body hsl 1; add_after_body hsl 1; addition_types hsl 1-9; ssi hsli 1;
mirror hsl 1; mirror_request_body hsl 1; dav_methods hsl 1-9; mp4 l 0; flv l 0; slice hsl 1; secure_link hsl 1;
random_index l 1; valid_referers sl 1-99; hash u 1-2; least_time u 1-2; sticky u 1-9; perl l 1; js_import h 1-9;
js_content l 1; image_filter l 1-3; open_log_file_cache hsl 1-9; uninitialized_variable_warn hsli 1;
post_action hsl 1; userid hsl 1; add_trailer hsli 2-3; client_body_in_file_only hsl 1; subrequest_output_buffer_size hsl 1`;

function read(text: string, effect: Rule['effect']): [string, Rule][] {
  return text
    .trim()
    .split(/;\s*/)
    .map((entry) => {
      const [name, where, counts, block] = entry.trim().split(' ') as [string, string, string, string?];
      const [least, most = least] = counts.split('-').map(Number) as [number, number?];
      return [name, { where, least, most, isBlock: block === 'b', effect }];
    });
}

export const DIRECTIVES: ReadonlyMap<string, Rule> = new Map([
  ...read(MODELLED, 'modelled'),
  ...read(NO_EFFECT, 'none'),
  ...read(NOT_MODELLED, 'no'),
]);
