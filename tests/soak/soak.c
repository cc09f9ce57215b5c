/* Soak in C: the same work over and over, and the memory that the process holds meanwhile.
 *
 * soak FOLDER SECONDS: prints "seconds kibibytes rounds" every second or two. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "zhun.h"

typedef struct file {
  char* bytes;
  size_t size;
} file;

static file read_file(const char* folder, const char* name) {
  char path[4096];
  file read = {NULL, 0};
  FILE* in;
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  in = fopen(path, "rb");
  if (in == NULL) exit(2);
  read.bytes = malloc(1 << 20);
  if (read.bytes == NULL) exit(2);
  read.size = fread(read.bytes, 1, 1 << 20, in);
  fclose(in);
  return read;
}

static void wants(zhun_status got, zhun_status expected) {
  if (got == expected) return;
  fprintf(stderr, "status %d, not %d\n", (int)got, (int)expected);
  exit(1);
}

/* A run with all its forms, a run that is refused, one that is cancelled; a parse, a match. */
static void work(const zhun_policy* policy, const file* json, const file* bank,
                 const file* registry) {
  static const char* const forms[] = {"application/json", "text/html",
                                      "application/vnd.zhun.checklist+json"};
  zhun_dossier* dossier = NULL;
  zhun_assessment* assessment = NULL;
  zhun_reconciliation* reconciliation = NULL;
  zhun_cancel* cancel = NULL;
  zhun_buffer out = ZHUN_BUFFER_INIT;
  zhun_error error = ZHUN_ERROR_INIT;
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  struct ArrowArrayStream stream;
  size_t i;
  wants(zhun_dossier_create(&dossier, &error), ZHUN_OK);
  wants(zhun_dossier_add(dossier, "dossier.json", json->bytes, json->size, &error), ZHUN_OK);
  wants(zhun_dossier_run(dossier, policy, NULL, &assessment, &error), ZHUN_EINVAL);
  wants(zhun_dossier_add(dossier, "bank.csv", bank->bytes, bank->size, &error), ZHUN_OK);
  wants(zhun_dossier_add(dossier, "registry.json", registry->bytes, registry->size, &error),
        ZHUN_OK);
  wants(zhun_cancel_create(&cancel, &error), ZHUN_OK);
  zhun_cancel_request(cancel);
  options.cancel = cancel;
  wants(zhun_dossier_run(dossier, policy, &options, &assessment, &error), ZHUN_ECANCELLED);
  wants(zhun_dossier_run(dossier, policy, NULL, &assessment, &error), ZHUN_OK);
  for (i = 0; i < sizeof(forms) / sizeof(forms[0]); ++i)
    wants(zhun_assessment_render(assessment, forms[i], &out, &error), ZHUN_OK);
  wants(zhun_assessment_table(assessment, "facts", &stream, &error), ZHUN_OK);
  wants(zhun_table_from_arrow(&stream, NULL, &out, &error), ZHUN_OK);
  zhun_assessment_free(assessment);
  wants(zhun_dossier_reconcile(dossier, policy, NULL, &reconciliation, &error), ZHUN_OK);
  wants(zhun_reconciliation_score(reconciliation, NULL, &assessment, &error), ZHUN_OK);
  zhun_reconciliation_free(reconciliation);
  zhun_assessment_free(assessment);
  wants(zhun_parse("text/csv", "bank.csv", bank->bytes, bank->size, &out, &error), ZHUN_OK);
  wants(zhun_parse("text/csv", "bank.csv", bank->bytes, 3, &out, &error), ZHUN_EUNSUPPORTED);
  zhun_buffer_free(&out);
  zhun_cancel_free(cancel);
  zhun_dossier_free(dossier);
}

static long resident_kibibytes(void) {
  long pages = 0, resident = 0;
  FILE* in = fopen("/proc/self/statm", "r");
  if (in == NULL || fscanf(in, "%ld %ld", &pages, &resident) != 2) exit(2);
  fclose(in);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(int argc, char** argv) {
  file json, bank, registry;
  zhun_policy* policy = NULL;
  time_t begin = time(NULL), told = 0;
  long rounds = 0;
  if (argc != 3) {
    fprintf(stderr, "usage: soak FOLDER SECONDS\n");
    return 2;
  }
  json = read_file(argv[1], "dossier.json");
  bank = read_file(argv[1], "bank.csv");
  registry = read_file(argv[1], "registry.json");
  wants(zhun_policy_default(&policy, NULL), ZHUN_OK);
  while (time(NULL) - begin < atol(argv[2])) {
    work(policy, &json, &bank, &registry);
    ++rounds;
    if (time(NULL) == told) continue;
    told = time(NULL);
    printf("%ld %ld %ld\n", (long)(told - begin), resident_kibibytes(), rounds);
    fflush(stdout);
  }
  zhun_policy_free(policy);
  free(json.bytes);
  free(bank.bytes);
  free(registry.bytes);
  return 0;
}
