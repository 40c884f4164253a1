@echo off
rem Installs the program for the person who runs it, without a connection. install.cmd --to FOLDER chooses a place.
rem Nothing but ASCII here: what is said in other letters stands in files\python.txt.
setlocal DisableDelayedExpansion
chcp 65001 >nul
set "PYTHON="
set "CHECK=import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15) or sys.maxsize < 2**32 or 'WindowsApps' in sys.base_prefix)"
for %%V in (3.14 3.13 3.12 3.11) do if not defined PYTHON py -%%V -c "%CHECK%" >nul 2>nul && set "PYTHON=py -%%V"
for %%P in (python python3) do if not defined PYTHON %%P -c "%CHECK%" >nul 2>nul && set "PYTHON=%%P"
if not defined PYTHON goto missing
%PYTHON% -X utf8 -I "%~dp0files\install.py" %*
goto end
:missing
type "%~dp0files\python.txt"
:end
pause
