/*
 * zhun.h -- zhun (准): a small-business loan applicant's data -> a credit assessment with its
 * evidence.
 *
 * An applicant's *dossier* is a file dossier.json and the files that it names: account statements,
 * invoices, tax returns, government data. A *policy* is a pack of rules; one is built in. Running
 * the policy on the dossier gives an *assessment*: a proposed decision, a score and a limit, with
 * every figure traceable to the rows that it was computed from. It comes out as JSON for systems
 * and as HTML for people. A person decides, never the library.
 *
 *     zhun_dossier* dossier; zhun_policy* policy; zhun_assessment* assessment;
 *     zhun_buffer html = ZHUN_BUFFER_INIT;
 *     zhun_policy_default(&policy, NULL);
 *     zhun_dossier_create(&dossier, NULL);
 *     zhun_dossier_add(dossier, "dossier.json", json, json_size, NULL);
 *     zhun_dossier_add(dossier, "bank.csv", csv, csv_size, NULL);
 *     zhun_dossier_run(dossier, policy, NULL, &assessment, NULL);
 *     zhun_assessment_render(assessment, "text/html", &html, NULL);
 *     fwrite(html.data, 1, html.size, report);
 *     zhun_buffer_free(&html);                                       and free the three handles
 *
 * (examples/c/assess.c is the same with its errors looked at.)
 *
 * The rules, which hold for every function below
 *
 *  1. What comes back through `**out` or in a zhun_buffer is yours: give it back with the matching
 *     _free. On failure it is NULL or empty. A returned `const char *` is borrowed: its comment
 *     says until when.
 *  2. Inputs are borrowed for the call only; zhun_dossier_add copies. Handles do not depend on
 *     each other: free them in any order. Every _free accepts NULL.
 *  3. A function that can fail returns a zhun_status: 0 done, negative what went wrong. With a
 *     zhun_error it also says where. The error may be NULL. Every call that takes one overwrites
 *     it.
 *  4. Messages never contain a value of a document, only places and names of fields: they may be
 *     logged.
 *  5. No call throws, prints, aborts, opens files or the network, or reads the clock, the locale
 *     or the environment. The same input gives the same bytes.
 *  6. Threads: there is no global state. zhun_policy and zhun_assessment never change after they
 *     were made: share them freely, and free them once, after their last use. A zhun_cancel may be
 *     requested from any thread at any time. A zhun_dossier, a zhun_buffer and a zhun_error belong
 *     to one thread at a time.
 *  7. Text is UTF-8. Names and media types are NUL-terminated; documents are pointer and size and
 *     may hold anything.
 *  8. A struct that begins with struct_size may grow at its end in later versions. Set
 *     struct_size, or use its initialiser; leave what you do not know zero.
 *
 * C99, C11, C17 and C++ may include this header. It is the stable interface of zhun: what links
 * with libzhun.so.1 today links with every later libzhun.so.1. capi/CONVENTIONS.md says how it
 * grows.
 */
#ifndef ZHUN_H
#define ZHUN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define ZHUN_NOEXCEPT noexcept
extern "C" {
#else
#define ZHUN_NOEXCEPT
#endif

#if defined(__GNUC__)
#define ZHUN_API __attribute__((visibility("default")))
#else
#define ZHUN_API
#endif

/* ---- The library ----------------------------------------------------------------------------- */

/* The interface this header describes. */
#define ZHUN_ABI_VERSION 1

/* The interface that the loaded library has: compare with ZHUN_ABI_VERSION. Any thread. */
ZHUN_API int32_t zhun_abi_version(void) ZHUN_NOEXCEPT;

/* Product version, such as "0.1.0". Static: never freed. Any thread. */
ZHUN_API const char* zhun_version_string(void) ZHUN_NOEXCEPT;

/* ---- Status and error ------------------------------------------------------------------------ */

typedef int32_t zhun_status;

enum {
  ZHUN_OK = 0,
  ZHUN_EINVAL = -1,       /* the call is wrong: a NULL, an unknown media type, a name given twice */
  ZHUN_ENOMEM = -2,       /* out of memory */
  ZHUN_ELIMIT = -3,       /* the input is larger than its limits allow */
  ZHUN_ECANCELLED = -4,   /* a token or a callback of the caller's stopped the call */
  ZHUN_EFORMAT = -5,      /* the input does not follow its format */
  ZHUN_EENCRYPTED = -6,   /* the input is encrypted */
  ZHUN_EUNSUPPORTED = -7, /* a layout or feature that zhun does not read */
  ZHUN_EPOLICY = -8,      /* the policy pack is wrong */
  ZHUN_ESTATE = -9,       /* something must be done first */
  ZHUN_EVERSION = -10,    /* a struct asks for more than this library knows */
  ZHUN_EINTERNAL = -99    /* a mistake of ours: please report it */
};

/* "ok", "format", "limit", ...: stable names; "unknown" for other numbers. Static. Any thread. */
ZHUN_API const char* zhun_status_name(zhun_status status) ZHUN_NOEXCEPT;

/* Yours, on the stack or anywhere; nothing in it is freed. Begin with ZHUN_ERROR_INIT. Zero or "":
 * does not apply. Long texts are cut at a whole character. */
typedef struct zhun_error {
  uint32_t struct_size;
  zhun_status status;
  uint32_t page;     /* 1-based */
  uint32_t row;      /* 1-based line of a text file, or row of a table */
  uint32_t column;   /* 1-based */
  char source[128];  /* the file's name as it was given */
  char field[128];   /* column name, or JSON path such as /application/as_of */
  char message[512]; /* one sentence in English, without a value of the document */
} zhun_error;

#define ZHUN_ERROR_INIT                                             \
  {                                                                 \
    (uint32_t)sizeof(zhun_error), ZHUN_OK, 0, 0, 0, {0}, {0}, { 0 } \
  }

/* ---- Bytes ----------------------------------------------------------------------------------- */

/* Bytes that the library made. A zero byte, not counted in `size`, follows them, so that text is
 * also a C string. Begin with ZHUN_BUFFER_INIT: a function that fills a buffer
 * frees what it held before. */
typedef struct zhun_buffer {
  const char* data;
  size_t size;
  void* owner; /* the library's */
} zhun_buffer;

#define ZHUN_BUFFER_INIT \
  { NULL, 0, NULL }

/* Overwrites the bytes, frees them and empties the buffer. NULL and an empty buffer are fine, so
 * twice is fine. */
ZHUN_API void zhun_buffer_free(zhun_buffer* buffer) ZHUN_NOEXCEPT;

/* A named file in memory. This struct never grows. */
typedef struct zhun_file {
  const char* name;
  const void* data;
  size_t size;
} zhun_file;

/* ---- Progress and cancel --------------------------------------------------------------------- */

/* Stops calls: name it in the options of any number of them, request from any thread. Every one of
 * them then returns ZHUN_ECANCELLED, within 100 ms of work, or, of a scan, when the page at hand is
 * read. A token once requested stays so. */
typedef struct zhun_cancel zhun_cancel; /* any thread */

ZHUN_API zhun_status zhun_cancel_create(zhun_cancel** out, zhun_error* error) ZHUN_NOEXCEPT;

/* Any thread, also a signal handler. NULL does nothing. */
ZHUN_API void zhun_cancel_request(zhun_cancel* cancel) ZHUN_NOEXCEPT;

/* Not before the calls that name it have returned. */
ZHUN_API void zhun_cancel_free(zhun_cancel* cancel) ZHUN_NOEXCEPT;

/* Told how far a call is: `done` of `total` sources of the stage "read", steps of "reconcile",
 * "judge" and "match". Runs on the calling thread, at every step and every few thousand rows
 * between them with the same figures: return soon, throw nothing, and do not use the dossier that
 * is run. `stage` is borrowed for the call. 0 goes on, anything else stops the call with
 * ZHUN_ECANCELLED. */
typedef int32_t (*zhun_progress)(void* user, const char* stage, uint64_t done, uint64_t total);

/* ---- Policy ---------------------------------------------------------------------------------- */

typedef struct zhun_policy zhun_policy; /* immutable: share freely between threads */

/* The policy built into the library. Takes milliseconds: make one, keep it. */
ZHUN_API zhun_status zhun_policy_default(zhun_policy** out, zhun_error* error) ZHUN_NOEXCEPT;

/* A pack of your own: policy.json and the files it lists, in any order (`zhun policy export`
 * writes the built-in one to begin with); a pack may extend another (docs/policy.md).
 * ZHUN_EPOLICY names file, line and element. */
ZHUN_API zhun_status zhun_policy_parse(const zhun_file* files, size_t file_count, zhun_policy** out,
                                       zhun_error* error) ZHUN_NOEXCEPT;

/* name@version#digest, to keep with a decision. Borrowed until the policy is freed; "" for NULL. */
ZHUN_API const char* zhun_policy_id(const zhun_policy* policy) ZHUN_NOEXCEPT;

ZHUN_API void zhun_policy_free(zhun_policy* policy) ZHUN_NOEXCEPT;

/* ---- Dossier --------------------------------------------------------------------------------- */

typedef struct zhun_dossier zhun_dossier; /* one thread at a time */

ZHUN_API zhun_status zhun_dossier_create(zhun_dossier** out, zhun_error* error) ZHUN_NOEXCEPT;

/* Copies a file into the dossier. The file named "dossier.json" describes it; the others go by the
 * names that it uses for them. The order of the calls changes nothing. A name given twice is
 * ZHUN_EINVAL. `data` may be NULL if `size` is 0. */
ZHUN_API zhun_status zhun_dossier_add(zhun_dossier* dossier, const char* name, const void* data,
                                      size_t size, zhun_error* error) ZHUN_NOEXCEPT;

/* The password (UTF-8) that opens the file `name` if it is encrypted: a zip archive, a workbook, a
 * PDF. Before or after the file itself; a second one replaces the first. Copied, wiped by
 * zhun_dossier_free, and never part of an error. */
ZHUN_API zhun_status zhun_dossier_set_password(zhun_dossier* dossier, const char* name,
                                               const char* password, size_t password_size,
                                               zhun_error* error) ZHUN_NOEXCEPT;

/* The next file that dossier.json names and that was not added yet, or NULL when nothing is left:
 *
 *     while (zhun_dossier_next_file(dossier, &name, &error) == ZHUN_OK && name != NULL) {
 *       ... read the file `name`, and zhun_dossier_add it; stop if that fails ...
 *     }
 *
 * The name is as written in dossier.json: check it before you open anything ("../" leaves your
 * folder). Borrowed until the next call with this dossier. ZHUN_ESTATE before dossier.json was
 * added. */
ZHUN_API zhun_status zhun_dossier_next_file(zhun_dossier* dossier, const char** name,
                                            zhun_error* error) ZHUN_NOEXCEPT;

/* Wipes the copies, too. */
ZHUN_API void zhun_dossier_free(zhun_dossier* dossier) ZHUN_NOEXCEPT;

/* What of identities is shown in everything that an assessment renders. */
typedef int32_t zhun_masking;

enum {
  ZHUN_MASKING_INSIDE_BANK =
      0, /* identity, account and phone numbers and names of persons are masked */
  ZHUN_MASKING_OUTWARD = 1, /* names of enterprises as well */
  ZHUN_MASKING_NONE = 2     /* nothing; the output says so */
};

/* Reads PDF. Immutable: share freely between threads, which then take turns. */
typedef struct zhun_pdf_engine zhun_pdf_engine;

/* Reads pictures of statements, with an engine of OCR. One thread at a time. */
typedef struct zhun_scanner zhun_scanner;

/* Zero is the default of every field. Everything in it is borrowed for the call. */
typedef struct zhun_run_options {
  uint32_t struct_size;
  zhun_masking masking;
  uint64_t source_bytes_max;  /* of one file; 0: 256 MiB */
  uint64_t source_rows_max;   /* of one file; 0: 1,000,000 */
  const zhun_pdf_engine* pdf; /* NULL: a PDF is ZHUN_EUNSUPPORTED */
  /* Reads statements that are pictures or PDF of pictures. NULL: they are not read, and the
   * assessment says so. */
  zhun_scanner* scanner;
  const zhun_cancel* cancel; /* NULL: none */
  zhun_progress progress;    /* NULL: none */
  void* progress_user;       /* handed to `progress` */
  /* Answers to investigation points of an earlier run, as JSON (docs/schemas/answers.schema.json).
   * NULL: none. ZHUN_EINVAL when they are of another application or name an unknown point. */
  const void* answers;
  size_t answers_size;
  /* The host's clock, "2026-07-01T09:30:00" of +08:00: an answer from later is ZHUN_EFORMAT. NULL:
   * not looked at. */
  const char* now;
} zhun_run_options;

#define ZHUN_RUN_OPTIONS_INIT                                                                   \
  {                                                                                             \
    (uint32_t)sizeof(zhun_run_options), ZHUN_MASKING_INSIDE_BANK, 0, 0, NULL, NULL, NULL, NULL, \
        NULL, NULL, 0, NULL                                                                     \
  }

/* The same as the macro, for languages without it. Writes `size` bytes, where `size` is the size of
 * your struct; does nothing for NULL or a size smaller than version 1. */
ZHUN_API void zhun_run_options_init(zhun_run_options* options, size_t size) ZHUN_NOEXCEPT;

typedef struct zhun_assessment zhun_assessment; /* immutable: share freely between threads */

/* Reads the dossier and runs the policy on it. Milliseconds for a few thousand rows; time and
 * memory grow linearly with rows. `options` may be NULL. The dossier stays as it is and may be run
 * again. */
ZHUN_API zhun_status zhun_dossier_run(const zhun_dossier* dossier, const zhun_policy* policy,
                                      const zhun_run_options* options, zhun_assessment** out,
                                      zhun_error* error) ZHUN_NOEXCEPT;

/* ---- Assessment ------------------------------------------------------------------------------ */

typedef int32_t zhun_decision;

enum {
  ZHUN_DECISION_PROPOSE = 0,
  ZHUN_DECISION_REFER = 1,
  ZHUN_DECISION_MANUAL_REVIEW_REQUIRED = 2
};

/* The few figures that a host branches on; everything else is in the JSON. */
typedef struct zhun_summary {
  uint32_t struct_size;
  zhun_decision decision;
  int32_t score;            /* meaningless when grade is "" */
  char grade[4];            /* "A" to "E"; "": too little data for a grade */
  int64_t limit_fen;        /* proposed limit in fen, 1/100 yuan */
  uint32_t knock_out_count; /* findings that failed, by severity */
  uint32_t severe_count;
  uint32_t warning_count;
  uint32_t info_count;
  uint32_t not_evaluated_count; /* checks that lacked data */
  uint32_t passed_count;
  uint32_t missing_material_count;
  uint32_t refused_source_count; /* sources that no consent covers: not used */
} zhun_summary;

#define ZHUN_SUMMARY_INIT \
  { (uint32_t)sizeof(zhun_summary), 0, 0, {0}, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Fills `summary` up to its struct_size. */
ZHUN_API zhun_status zhun_assessment_summary(const zhun_assessment* assessment,
                                             zhun_summary* summary,
                                             zhun_error* error) ZHUN_NOEXCEPT;

/* The whole assessment as JSON: zhun_assessment_render with "application/json". */
ZHUN_API zhun_status zhun_assessment_json(const zhun_assessment* assessment, zhun_buffer* out,
                                          zhun_error* error) ZHUN_NOEXCEPT;

/* media_type:
 *   "text/html"                           the investigation report, one self-contained file
 *   "application/json"                    the assessment
 *   "application/vnd.zhun.checklist+json" investigation points and missing materials
 * Anything else is ZHUN_EINVAL. */
ZHUN_API zhun_status zhun_assessment_render(const zhun_assessment* assessment,
                                            const char* media_type, zhun_buffer* out,
                                            zhun_error* error) ZHUN_NOEXCEPT;

/* What changed since an earlier run on the same application, as JSON
 * (docs/schemas/changes.schema.json). `earlier` is what zhun_assessment_json gave then, under any
 * masking. ZHUN_EINVAL when it is about another application. */
ZHUN_API zhun_status zhun_assessment_changes(const zhun_assessment* assessment, const void* earlier,
                                             size_t size, zhun_buffer* out,
                                             zhun_error* error) ZHUN_NOEXCEPT;

/* A screen for a phone as JSON of at most 50,000 bytes (docs/schemas/feed.schema.json): "home",
 * which lists the others and how many pages each has, then "findings-1", "points-1", ... A screen
 * that there is not is ZHUN_EINVAL. */
ZHUN_API zhun_status zhun_assessment_screen(const zhun_assessment* assessment, const char* name,
                                            zhun_buffer* out, zhun_error* error) ZHUN_NOEXCEPT;

ZHUN_API void zhun_assessment_free(zhun_assessment* assessment) ZHUN_NOEXCEPT;

/* ---- One file -------------------------------------------------------------------------------- */

/* Reads one statement, invoice list, tax return or government record, recognised by its content, to
 * JSON; nothing is masked. `name` goes into errors only. `media_type` must be NULL or "" (recognise
 * by content), "text/csv" or "application/json", and is a statement of what you expect: contents of
 * another kind are ZHUN_EFORMAT. Any thread. */
ZHUN_API zhun_status zhun_parse(const char* media_type, const char* name, const void* data,
                                size_t size, zhun_buffer* out, zhun_error* error) ZHUN_NOEXCEPT;

/* Opens the PDFium library at `library_path`; zhun is never linked with it. The one call besides
 * OCR engines that opens a file, and only the one you name. ZHUN_EUNSUPPORTED when there is no
 * such library. It stays in memory until the process ends. */
ZHUN_API zhun_status zhun_pdf_engine_open(const char* library_path, zhun_pdf_engine** out,
                                          zhun_error* error) ZHUN_NOEXCEPT;

ZHUN_API void zhun_pdf_engine_free(zhun_pdf_engine* engine) ZHUN_NOEXCEPT;

/* Zero is the default of every field. Everything in it is borrowed for the call. */
typedef struct zhun_parse_options {
  uint32_t struct_size;
  uint32_t reserved;       /* 0 */
  const char* source_name; /* for errors and findings; NULL: none */
  const char* password;    /* opens what is encrypted; never part of an error, wiped after use */
  size_t password_size;
  const zhun_pdf_engine* pdf; /* NULL: a PDF is ZHUN_EUNSUPPORTED */
  uint64_t source_bytes_max;  /* 0: 256 MiB */
  uint64_t source_rows_max;   /* 0: 1,000,000 */
  const zhun_cancel* cancel;  /* NULL: none */
  zhun_progress progress;     /* NULL: none */
  void* progress_user;        /* handed to `progress` */
  /* Reads a statement that is a picture or a PDF of pictures: the rows that can count, each with
   * "verified"; zhun_scan tells what proves them. NULL: ZHUN_EUNSUPPORTED. */
  zhun_scanner* scanner;
} zhun_parse_options;

#define ZHUN_PARSE_OPTIONS_INIT \
  { (uint32_t)sizeof(zhun_parse_options), 0, NULL, NULL, 0, NULL, 0, 0, NULL, NULL, NULL, NULL }

/* The same as the macro. Writes `size` bytes, where `size` is the size of your struct; does nothing
 * for NULL or a size smaller than version 1. */
ZHUN_API void zhun_parse_options_init(zhun_parse_options* options, size_t size) ZHUN_NOEXCEPT;

/* Reads one file as zhun_parse does, and writes it in the form that you name:
 *   "application/json"                     all of it; docs/schemas has the schema
 *   "text/csv"                             its rows, with a header line
 *   "application/vnd.apache.arrow.stream"  its rows as an Arrow IPC stream
 *   "text/plain"                           for a person: how it was recognised, what proves it
 * Anything else is ZHUN_EINVAL. Government data are no table: CSV and Arrow are ZHUN_EUNSUPPORTED.
 * `options` may be NULL. Any thread. */
ZHUN_API zhun_status zhun_parse_as(const char* media_type, const void* data, size_t size,
                                   const zhun_parse_options* options, zhun_buffer* out,
                                   zhun_error* error) ZHUN_NOEXCEPT;

/* The structs of the Arrow C data and stream interfaces, word for word as that specification
 * publishes them: an ABI of its own that never changes. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* Reads one file and hands out its rows as columns: of statements a row a transaction, of invoices
 * and tax returns a row each; amounts in fen as 64-bit integers, blank texts null. On success
 * `stream` is yours: call stream->release(stream) once. On failure its `release` is NULL. Batches
 * own what they hold and may outlive the stream. `options` may be NULL. The stream belongs to one
 * thread at a time. */
ZHUN_API zhun_status zhun_parse_arrow(const void* data, size_t size,
                                      const zhun_parse_options* options,
                                      struct ArrowArrayStream* stream,
                                      zhun_error* error) ZHUN_NOEXCEPT;

/* ---- Tables, charts and digest of an assessment ---------------------------------------------- */

/* A table of the assessment as columns, masked as its other renderings are:
 *   "transactions"  every row of every statement in the order of time, with its class
 *   "findings"      every finding: id, status, severity, title, text, value, facts, materials
 *   "facts"         every fact: state, value, amount in fen, and why it is missing
 * The stream is yours as that of zhun_parse_arrow; it keeps what it needs of the assessment, which
 * may be freed before. Other names are ZHUN_EINVAL. */
ZHUN_API zhun_status zhun_assessment_table(const zhun_assessment* assessment, const char* name,
                                           struct ArrowArrayStream* stream,
                                           zhun_error* error) ZHUN_NOEXCEPT;

/* A chart of the report by itself, as "image/svg+xml" or, with title and summary, as "text/html".
 * `name` is one of effective-inflow, monthly-flow, daily-balance, top-customers, money-flow,
 * calendar, sales, score, freshness, scan-pages; one for which the dossier has no data is
 * ZHUN_ESTATE, other names are ZHUN_EINVAL. */
ZHUN_API zhun_status zhun_assessment_chart(const zhun_assessment* assessment, const char* name,
                                           const char* media_type, zhun_buffer* out,
                                           zhun_error* error) ZHUN_NOEXCEPT;

/* A credit document as DOCX, filled from the template of the assessment's policy or the built-in
 * one: `id` is D01 to D18, A01 to A03 (consent forms), K01 (data sheet of the framework contract),
 * or the name of a template of the policy's own (documents/ID.docx); or "analysis", the tables as
 * XLSX. An id without a template is ZHUN_EINVAL; a template that cannot be filled is ZHUN_EFORMAT
 * or ZHUN_ELIMIT with its name, part and paragraph in `error`. Masked as the other renderings are;
 * the same bytes every time. */
ZHUN_API zhun_status zhun_assessment_document(const zhun_assessment* assessment, const char* id,
                                              zhun_buffer* out, zhun_error* error) ZHUN_NOEXCEPT;
/* The names that zhun_assessment_chart and zhun_assessment_table know, from index 0 on; NULL after
 * the last one. Static: never freed. Any thread. */
ZHUN_API const char* zhun_chart_name(size_t index) ZHUN_NOEXCEPT;
ZHUN_API const char* zhun_table_name(size_t index) ZHUN_NOEXCEPT;

/* The digest of what zhun_assessment_json gives, in lower-case hexadecimal: `algorithm` is "sha256"
 * or "sm3". Writes 64 characters and a zero byte; a smaller `size` is ZHUN_EINVAL. */
ZHUN_API zhun_status zhun_assessment_digest(const zhun_assessment* assessment,
                                            const char* algorithm, char* hex, size_t size,
                                            zhun_error* error) ZHUN_NOEXCEPT;

/* ---- Matching -------------------------------------------------------------------------------- */

/* Zero is the default of every field. Everything in it is borrowed for the call. */
typedef struct zhun_match_options {
  uint32_t struct_size;
  uint32_t reserved;      /* 0 */
  const char* own_tax_no; /* whose invoices they are, where they name both sides; NULL: unknown */
  const char* own_name;
  const zhun_pdf_engine* pdf; /* NULL: a PDF is ZHUN_EUNSUPPORTED */
  uint64_t source_bytes_max;  /* of one file; 0: 256 MiB */
  uint64_t source_rows_max;   /* of one file; 0: 1,000,000 */
  const zhun_cancel* cancel;  /* NULL: none */
  zhun_progress progress;     /* NULL: none */
  void* progress_user;        /* handed to `progress` */
} zhun_match_options;

#define ZHUN_MATCH_OPTIONS_INIT \
  { (uint32_t)sizeof(zhun_match_options), 0, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL }

/* The same as the macro. Writes `size` bytes, where `size` is the size of your struct; does nothing
 * for NULL or a size smaller than version 1. */
ZHUN_API void zhun_match_options_init(zhun_match_options* options, size_t size) ZHUN_NOEXCEPT;

/* Which payments settle which invoices: one for one, several at once, instalments, less fees, under
 * damaged names. `invoices` is a table with the columns id, buyer, date and amount (or amount_fen),
 * or any list of invoices that zhun reads; `payments` one with id, counterparty, date, amount and
 * perhaps memo, or any statement that zhun reads. As "text/csv" a row a link, as "application/json"
 * also what stays unresolved; nothing is masked. Names of the files go into errors only. `options`
 * may be NULL. Any thread. */
ZHUN_API zhun_status zhun_match(const char* media_type, const zhun_file* invoices,
                                const zhun_file* payments, const zhun_match_options* options,
                                zhun_buffer* out, zhun_error* error) ZHUN_NOEXCEPT;

/* Which known company each damaged name stands for. Both files are tables with the columns id and
 * name. As "text/csv" a row a damaged name with its match, score (0 to 1) and reason, or as
 * "application/json". `options` may be NULL. Any thread. */
ZHUN_API zhun_status zhun_resolve(const char* media_type, const zhun_file* known,
                                  const zhun_file* damaged, const zhun_match_options* options,
                                  zhun_buffer* out, zhun_error* error) ZHUN_NOEXCEPT;

/* ---- Tables from Arrow ----------------------------------------------------------------------- */

/* The rows of an Arrow stream as text: UTF-8, a header line, commas. Every function that takes a
 * table reads it: zhun_dossier_add, zhun_match, zhun_scorecard_fit, zhun_pmml_run, ... Columns are
 * texts, numbers, booleans, dates, times and dictionaries of these; null and NaN are blank cells; a
 * stream of one column without a struct is a table of that column. Another type is
 * ZHUN_EUNSUPPORTED with the column in `field`; a stream that contradicts itself is ZHUN_EFORMAT,
 * as far as a reader can see it: Arrow does not say how long buffers are. The stream is released,
 * whatever comes out. Of the options the name, the limits, token and progress are used; they may
 * be NULL. Any thread. */
ZHUN_API zhun_status zhun_table_from_arrow(struct ArrowArrayStream* stream,
                                           const zhun_parse_options* options, zhun_buffer* out,
                                           zhun_error* error) ZHUN_NOEXCEPT;

/* ---- The stages of a run by themselves ------------------------------------------------------- */

/* What the sources of a dossier say together, not judged yet. */
typedef struct zhun_reconciliation zhun_reconciliation; /* immutable: share freely */

/* The first half of zhun_dossier_run: reads the dossier and computes its facts. The policy supplies
 * dictionaries and tables. `options` may be NULL. */
ZHUN_API zhun_status zhun_dossier_reconcile(const zhun_dossier* dossier, const zhun_policy* policy,
                                            const zhun_run_options* options,
                                            zhun_reconciliation** out,
                                            zhun_error* error) ZHUN_NOEXCEPT;

/* "facts" or "transactions", as zhun_assessment_table gives them. */
ZHUN_API zhun_status zhun_reconciliation_table(const zhun_reconciliation* reconciliation,
                                               const char* name, struct ArrowArrayStream* stream,
                                               zhun_error* error) ZHUN_NOEXCEPT;

/* The second half: judges the facts by the policy of the first. The assessment is the one that
 * zhun_dossier_run gives, byte by byte. Of the options token and progress are used; they may be
 * NULL. */
ZHUN_API zhun_status zhun_reconciliation_score(const zhun_reconciliation* reconciliation,
                                               const zhun_run_options* options,
                                               zhun_assessment** out,
                                               zhun_error* error) ZHUN_NOEXCEPT;

ZHUN_API void zhun_reconciliation_free(zhun_reconciliation* reconciliation) ZHUN_NOEXCEPT;

/* ---- Models over tables ---------------------------------------------------------------------- */

/* Zero is the default of every field. Everything in it is borrowed for the call. */
typedef struct zhun_batch_options {
  uint32_t struct_size;
  uint32_t threads;        /* that work on the rows; 0: 1. The answer is the same */
  const char* const* keep; /* columns of the table to repeat in front; NULL: none */
  size_t keep_size;
  const char* const* decisions; /* zhun_dmn_run: columns of the answer; NULL: those that no other
                                   decision requires */
  size_t decisions_size;
  int32_t reasons;           /* zhun_dmn_run: 1: a column names the rules that fired */
  uint32_t reserved;         /* 0 */
  uint64_t source_bytes_max; /* of one file; 0: 256 MiB */
  const zhun_cancel* cancel; /* NULL: none */
  zhun_progress progress;    /* NULL: none; stage "score" */
  void* progress_user;       /* handed to `progress` */
} zhun_batch_options;

#define ZHUN_BATCH_OPTIONS_INIT \
  { (uint32_t)sizeof(zhun_batch_options), 0, NULL, 0, NULL, 0, 0, 0, 0, NULL, NULL, NULL }

/* The same as the macro. Writes `size` bytes, where `size` is the size of your struct; does nothing
 * for NULL or a size smaller than version 1. */
ZHUN_API void zhun_batch_options_init(zhun_batch_options* options, size_t size) ZHUN_NOEXCEPT;

/* A PMML scorecard or regression model over the rows of a table (text with a header line), to CSV:
 * one line a row in the same order; the last column says why a row has no answer. Columns of the
 * table that are no fields of the model are ignored. `options` may be NULL. Any thread. */
ZHUN_API zhun_status zhun_pmml_run(const zhun_file* model, const zhun_file* table,
                                   const zhun_batch_options* options, zhun_buffer* out,
                                   zhun_error* error) ZHUN_NOEXCEPT;

/* A DMN model over a table whose columns are its inputs, likewise. */
ZHUN_API zhun_status zhun_dmn_run(const zhun_file* model, const zhun_file* table,
                                  const zhun_batch_options* options, zhun_buffer* out,
                                  zhun_error* error) ZHUN_NOEXCEPT;

/* A policy over a table of facts, a column a fact, and customer_type (L or P): decision, score,
 * grade, limit and what they rest on, likewise. */
ZHUN_API zhun_status zhun_policy_run(const zhun_policy* policy, const zhun_file* table,
                                     const zhun_batch_options* options, zhun_buffer* out,
                                     zhun_error* error) ZHUN_NOEXCEPT;

/* ---- Decision models ------------------------------------------------------------------------- */

typedef struct zhun_decision_model zhun_decision_model; /* immutable: share freely */

/* A DMN model, and behind it the models that it may import; compiled once. What zhun does not
 * evaluate is refused here, with file, line and element. */
ZHUN_API zhun_status zhun_decision_model_parse(const zhun_file* files, size_t file_count,
                                               zhun_decision_model** out,
                                               zhun_error* error) ZHUN_NOEXCEPT;

/* Evaluates one decision by id or name, or all of them (NULL or ""), on a JSON object with the
 * input data. media_type "application/json", or "text/plain" for a person, with every rule and
 * cell. Milliseconds. Any thread. */
ZHUN_API zhun_status zhun_decision_model_run(const zhun_decision_model* model,
                                             const char* media_type, const char* decision,
                                             const void* input, size_t size, zhun_buffer* out,
                                             zhun_error* error) ZHUN_NOEXCEPT;

ZHUN_API void zhun_decision_model_free(zhun_decision_model* model) ZHUN_NOEXCEPT;

/* ---- Fitting scorecards ---------------------------------------------------------------------- */

typedef int32_t zhun_trend;

enum {
  ZHUN_TREND_ANY = 0,       /* each bin as the data have it */
  ZHUN_TREND_MONOTONE = 1,  /* ascending or descending, whichever tells more */
  ZHUN_TREND_ASCENDING = 2, /* the share of bad cases rises with the value */
  ZHUN_TREND_DESCENDING = 3 /* it falls */
};

/* Zero is the default of every field, so that a limit that shall be zero is stated as -1.
 * Everything in it is borrowed for the call. */
typedef struct zhun_fit_options {
  uint32_t struct_size;
  zhun_trend trend;            /* of numbers */
  const char* target;          /* the column with the outcome; NULL: "bad" */
  const char* bad;             /* what it says of a bad case; NULL: "1" */
  const char* const* excluded; /* columns that are not used */
  size_t excluded_size;
  const zhun_file* test;     /* another table, on which the card is judged as well; NULL: none */
  const zhun_file* bins;     /* given bins, such as an earlier fit's as text/csv; NULL: own ones */
  uint32_t bins_max;         /* of a column; 0: 7 */
  int32_t decimals;          /* of points */
  double share_min;          /* of the cases, in a bin; 0: 0.05 */
  double gain_min;           /* information that a bin must add; 0: what chance gives; -1: none */
  double iv_min;             /* columns of less information are not used */
  double base;               /* points at `odds` good cases to one bad; 0: 600; -1: 0 */
  double odds;               /* 0: 20 */
  double pdo;                /* points that double the odds; 0: 40 */
  int32_t good_over_bad;     /* 1: weights of evidence are ln(good / bad) */
  uint32_t reserved;         /* 0 */
  uint64_t source_bytes_max; /* of one file; 0: 256 MiB */
  const zhun_cancel* cancel; /* NULL: none */
  zhun_progress progress;    /* NULL: none; columns of "fit" */
  void* progress_user;       /* handed to `progress` */
} zhun_fit_options;

#define ZHUN_FIT_OPTIONS_INIT                                                                    \
  {                                                                                              \
    (uint32_t)sizeof(zhun_fit_options), 0, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, NULL, NULL, NULL                                                             \
  }

/* The same as the macro. Writes `size` bytes, where `size` is the size of your struct; does nothing
 * for NULL or a size smaller than version 1. */
ZHUN_API void zhun_fit_options_init(zhun_fit_options* options, size_t size) ZHUN_NOEXCEPT;

typedef struct zhun_scorecard zhun_scorecard; /* immutable: share freely */

/* A scorecard of a table of past cases (text with a header line): bins, weights of evidence,
 * logistic regression, points (docs/scorecard.md). `options` may be NULL. Any thread. */
ZHUN_API zhun_status zhun_scorecard_fit(const zhun_file* table, const zhun_fit_options* options,
                                        zhun_scorecard** out, zhun_error* error) ZHUN_NOEXCEPT;

/* media_type:
 *   "application/xml"   the card as PMML 4.4, which zhun_pmml_run scores with
 *   "text/html"         the report for a committee
 *   "application/json"  coefficients, bins, how well it tells good cases from bad ones
 *   "text/csv"          its bins, to be edited and given to the next fit
 *   "text/plain"        for a terminal */
ZHUN_API zhun_status zhun_scorecard_render(const zhun_scorecard* scorecard, const char* media_type,
                                           zhun_buffer* out, zhun_error* error) ZHUN_NOEXCEPT;

ZHUN_API void zhun_scorecard_free(zhun_scorecard* scorecard) ZHUN_NOEXCEPT;

/* ---- OCR engines ----------------------------------------------------------------------------- */

/* An engine reads single lines of text out of pictures, and pictures out of their file formats. It
 * is a table of functions: zhun's own are shared objects of their own (libzhun_ocr.so,
 * libzhun_ppocr.so) that are opened at run time, and a host may bring one of its own. Rules 1 to 8
 * hold for an engine as well: what zhun lends it is lent for the call, it throws nothing and prints
 * nothing, and its messages contain nothing that it read. */

typedef int32_t zhun_ocr_content;

enum {
  ZHUN_OCR_NUMBER = 0, /* digits and their punctuation: amounts, dates, times, account numbers */
  ZHUN_OCR_TEXT = 1    /* Chinese and Latin text */
};

/* One line of text, upright. Row y begins at pixels + y * stride. This struct never grows. */
typedef struct zhun_ocr_line {
  const uint8_t* pixels;
  size_t stride; /* bytes from one row to the next */
  uint32_t width;
  uint32_t height;
  uint32_t channels; /* 1: grey, 0 is black; 3: red, green, blue */
  zhun_ocr_content content;
} zhun_ocr_line;

/* The probability of one symbol at one step of a line (a CTC posterior).
 * This struct never grows. */
typedef struct zhun_ocr_score {
  uint32_t step;   /* 0-based, from left to right */
  uint32_t symbol; /* a Unicode code point; 0: the blank of CTC */
  float probability;
} zhun_ocr_score;

/* Takes the reading of line number `line`, once a line, in their order: how many steps it has, and
 * what may stand at them, step by step, the most probable first. A status other than ZHUN_OK stops
 * the engine, which returns it. */
typedef zhun_status (*zhun_ocr_line_sink)(void* sink_self, size_t line, uint32_t steps,
                                          const zhun_ocr_score* scores, size_t score_count);

/* What a picture will be. Filled by the engine. */
typedef struct zhun_ocr_picture {
  uint32_t struct_size;
  uint32_t width;
  uint32_t height;
  uint32_t channels;      /* 1: grey; 3: red, green, blue */
  uint32_t dots_per_inch; /* 0: unknown */
  uint32_t frame_count;   /* pictures in the file */
} zhun_ocr_picture;

/* Gives room for width * height * channels bytes, rows from the top without padding, before a pixel
 * is decoded; NULL stops the engine with ZHUN_ECANCELLED. */
typedef uint8_t* (*zhun_ocr_picture_sink)(void* sink_self, const zhun_ocr_picture* picture);

/* An engine. One thread at a time; open one a thread. */
typedef struct zhun_ocr_engine {
  uint32_t struct_size;
  void* self;       /* the engine's own */
  const char* name; /* such as "tesseract 5.3.0": part of results. Lives until close */
  /* How much likelier (natural logarithm) the best explanation of a row must be than the best one
   * that contradicts it before the row is proved. */
  double proof_margin;
  /* The probability of what a step does not list; above 0. */
  double floor;
  zhun_status (*read_lines)(void* self, const zhun_ocr_line* lines, size_t line_count,
                            zhun_ocr_line_sink sink, void* sink_self, zhun_error* error);
  /* Decodes picture number `frame` (0-based) of a file: PNG, JPEG, TIFF. It is upright as far as
   * the file says so. More than `pixels_max` pixels are ZHUN_ELIMIT before room is asked for. NULL:
   * the engine decodes none. */
  zhun_status (*decode_picture)(void* self, const void* data, size_t size, uint32_t frame,
                                uint64_t pixels_max, zhun_ocr_picture_sink sink, void* sink_self,
                                zhun_error* error);
  void (*close)(void* self); /* NULL: nothing to close */
} zhun_ocr_engine;

/* What such a shared object exports under the name ZHUN_OCR_ENGINE_OPEN. `data_path`: where its
 * models are; NULL or "": where the engine looks by itself. `out` has its struct_size set and is
 * filled up to it. */
typedef zhun_status (*zhun_ocr_engine_open_function)(const char* data_path, zhun_ocr_engine* out,
                                                     zhun_error* error);

#define ZHUN_OCR_ENGINE_OPEN "zhun_ocr_engine_open"

/* ---- Scans ----------------------------------------------------------------------------------- */

/* Opens the engine in the shared object at `library_path`; it opens the file that you name, and the
 * engine its models (`data_path`; NULL or "": where it looks by itself). ZHUN_EUNSUPPORTED when
 * there is no such file, it is no engine, or it fails its self-test. */
ZHUN_API zhun_status zhun_scanner_open(const char* library_path, const char* data_path,
                                       zhun_scanner** out, zhun_error* error) ZHUN_NOEXCEPT;

/* A scanner that reads with your own engine. The table is copied; what it points to must live until
 * zhun_scanner_free, which calls its `close`. On failure `close` is not called. ZHUN_EINVAL when
 * the table is incomplete. */
ZHUN_API zhun_status zhun_scanner_create(const zhun_ocr_engine* engine, zhun_scanner** out,
                                         zhun_error* error) ZHUN_NOEXCEPT;

ZHUN_API void zhun_scanner_free(zhun_scanner* scanner) ZHUN_NOEXCEPT;

/* Called before each page, on the calling thread. Other than 0 stops with ZHUN_ECANCELLED. */
typedef int32_t (*zhun_scan_progress)(void* progress_self, uint32_t page, uint32_t pages);

/* Zero is the default of every field. Everything in it is borrowed for the call. */
typedef struct zhun_scan_options {
  uint32_t struct_size;
  uint32_t dots_per_inch;  /* at which pages of PDF are drawn; 0: 200 */
  const char* source_name; /* for errors and findings; NULL: none */
  const char* password;    /* opens an encrypted PDF; never part of an error, wiped after use */
  size_t password_size;
  const zhun_pdf_engine* pdf; /* NULL: a PDF is ZHUN_EUNSUPPORTED */
  /* Reads the amounts once more; each row then says whether it agrees. Another scanner than the
   * first. */
  zhun_scanner* second;
  /* Names that are known from elsewhere: customers, suppliers, the owner. */
  const char* const* lexicon;
  size_t lexicon_size;
  zhun_scan_progress progress; /* may be NULL */
  void* progress_self;
  uint64_t pixels_max;       /* of one picture; 0: 100,000,000 */
  const zhun_cancel* cancel; /* NULL: none */
} zhun_scan_options;

#define ZHUN_SCAN_OPTIONS_INIT                                                                 \
  {                                                                                            \
    (uint32_t)sizeof(zhun_scan_options), 0, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL, 0, \
        NULL                                                                                   \
  }

/* The same as the macro. Writes `size` bytes, where `size` is the size of your struct; does nothing
 * for NULL or a size smaller than version 1. */
ZHUN_API void zhun_scan_options_init(zhun_scan_options* options, size_t size) ZHUN_NOEXCEPT;

/* Reads pictures (PNG, JPEG, TIFF, PDF) of one statement, in the order of its pages, to JSON: every
 * row with what proves it, or why it is in doubt, and where it stands
 * (docs/schemas/scan.schema.json). Photographs whose rows overlap are joined. Nothing is masked.
 * ZHUN_EUNSUPPORTED when no page has a table of dates and amounts. `options` may be NULL. Some CPU
 * seconds a page. */
ZHUN_API zhun_status zhun_scan(zhun_scanner* scanner, const zhun_file* files, size_t file_count,
                               const zhun_scan_options* options, zhun_buffer* out,
                               zhun_error* error) ZHUN_NOEXCEPT;

/* The same from words that your own OCR read, as JSON with their boxes, scores and alternatives
 * (docs/schemas/ocr-words.schema.json): the same decoder, the same form of statement. Of the
 * options `source_name` and the lexicon are used. Any thread. */
ZHUN_API zhun_status zhun_normalize(const void* words, size_t size,
                                    const zhun_scan_options* options, zhun_buffer* out,
                                    zhun_error* error) ZHUN_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* ZHUN_H */
